// The browser asks before the tab closes while there is something in it that the server has not kept.

export default builtOnce(createUnsaved)

const FIELDS = "[data-testid=stTextArea] textarea, [data-testid=stTextInput] input"

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

  const isTyping = () => isField(document.activeElement) && document.activeElement.value !== sent
  const isRunning = () => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "running"

  listen(window, "beforeunload", (event) => {
    if (unsaved || isTyping() || isRunning()) event.preventDefault()
  })

  return { update: ({ data }) => { unsaved = data.unsaved }, destroy: () => ended.abort() }
}
