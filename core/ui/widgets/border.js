// A border across a picture, moved by mouse, finger or keyboard, for the components that show two things of one picture.

const STEPS = { ArrowLeft: -2, ArrowDown: -2, ArrowRight: 2, ArrowUp: 2, PageDown: -10, PageUp: 10, Home: -100, End: 100 }

// Puts the border on `stage` and its place into --at of `root`; it is taken hold of anywhere on the stage, or, with
// `byHandle`, only where its handle is. `update(words)` names it: `border`, and `value` with {share} in it.
function createBorder(root, stage, listen, byHandle = false) {
  const handle = element("div", "handle", [], {
    role: "slider", tabindex: "0", "aria-valuemin": "0", "aria-valuemax": "100", "aria-orientation": "horizontal",
  })
  stage.appendChild(handle)
  const grip = byHandle ? handle : stage
  let words = { border: "", value: "" }
  let at = 50 // in percent of the picture's width
  let held = false

  function moveTo(percent) {
    at = Math.max(0, Math.min(100, percent))
    root.style.setProperty("--at", `${at}%`)
    handle.setAttribute("aria-valuenow", Math.round(at))
    handle.setAttribute("aria-valuetext", words.value.replace("{share}", Math.round(at)))
  }

  function moveToPointer(event) {
    const frame = stage.getBoundingClientRect()
    if (frame.width) moveTo((100 * (event.clientX - frame.left)) / frame.width)
  }

  listen(grip, "pointerdown", (event) => {
    if (event.button !== 0) return
    held = true
    grip.setPointerCapture(event.pointerId)
    // A finger may be about to scroll the page.
    if (event.pointerType !== "touch") moveToPointer(event)
  })
  listen(grip, "pointermove", (event) => {
    if (held) moveToPointer(event)
  })
  listen(grip, "pointerup", (event) => {
    if (held) moveToPointer(event)
    held = false
  })
  listen(grip, "pointercancel", () => {
    held = false
  })
  listen(handle, "keydown", (event) => {
    if (withModifier(event) || !(event.key in STEPS)) return
    moveTo(at + STEPS[event.key])
    event.preventDefault()
  })

  function update(named) {
    words = named
    handle.setAttribute("aria-label", words.border)
    moveTo(at)
  }

  return { handle, update }
}
