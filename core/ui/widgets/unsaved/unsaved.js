// What is typed is sent after a short pause, and the browser asks before the tab closes while there is something in it
// that the server has not kept.

export default builtOnce(createUnsaved)

const FIELDS = "[data-testid=stTextArea] textarea, [data-testid=stTextInput] input"

// Milliseconds. Streamlit sends a text when its field is left: a press of a button that leaves it would come first.
const PAUSE = 600

function createUnsaved() {
  const { listen, ended } = listening()
  let unsaved = false
  let sent = null

  // Streamlit sends a text when its field is left, and at Enter, in a field of many lines with Ctrl or Command.
  const isField = (node) => node instanceof Element && node.matches(FIELDS)
  const note = (event) => { if (isField(event.target)) sent = event.target.value }
  listen(document, "focusin", note)
  listen(document, "keydown", (event) => {
    if (event.key === "Enter" && (withModifier(event) || event.target.tagName === "INPUT")) note(event)
  })

  let pause = 0
  const send = (field) => {
    if (document.activeElement !== field || field.value === sent) return
    const enter = { key: "Enter", code: "Enter", bubbles: true, ctrlKey: field.tagName === "TEXTAREA" }
    field.dispatchEvent(new KeyboardEvent("keydown", enter))
  }
  listen(document, "input", ({ target, isComposing }) => {
    clearTimeout(pause)
    // A form is sent by whoever fills it in.
    if (isField(target) && !isComposing && !target.closest("[data-testid=stForm]")) {
      pause = setTimeout(send, PAUSE, target)
    }
  })

  const isTyping = () => isField(document.activeElement) && document.activeElement.value !== sent
  const isRunning = () => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "running"

  listen(window, "beforeunload", (event) => {
    if (unsaved || isTyping() || isRunning()) event.preventDefault()
  })

  return { update: ({ data }) => { unsaved = data.unsaved }, destroy: () => { clearTimeout(pause); ended.abort() } }
}
