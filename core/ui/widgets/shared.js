// What the components share. It stands before the source of each of them (component.py), because what the browser gets
// of a component is one module, which can import no other.

const SVG = "http://www.w3.org/2000/svg"

// Streamlit calls a component's default export at every change of its data, with the same parentElement: what
// `create(parentElement)` returns is built once and then brought up to date, so that focus, scrolling, what is typed and
// what is playing stay. It has `update(component)` and `destroy()`.
function builtOnce(create) {
  const built = new WeakMap()
  return (component) => {
    const { parentElement } = component
    if (!built.has(parentElement)) built.set(parentElement, { view: create(parentElement), calls: 0 })
    const one = built.get(parentElement)
    one.calls += 1
    const call = one.calls
    one.view.update(component)
    // Streamlit may clean up an overtaken call after the next one has begun: only the last one takes the view down.
    return () => {
      if (call !== one.calls) return
      one.view.destroy()
      built.delete(parentElement)
    }
  }
}

function element(name, className = "", children = [], attributes = {}) {
  const made = document.createElement(name)
  if (className) made.className = className
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

function shape(name, attributes = {}, children = []) {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

// A function that listens, and the AbortController that ends all that it listens to.
function listening() {
  const ended = new AbortController()
  const listen = (target, type, act) => target.addEventListener(type, act, { signal: ended.signal })
  return { listen, ended }
}

// Of a list that is one stop for the Tab key, the stop is where the keyboard was last.
function setTabStop(nodes, chosen) {
  for (const node of nodes) node.tabIndex = node === chosen ? 0 : -1
}

const withModifier = (event) => event.ctrlKey || event.altKey || event.metaKey

const reducedMotion = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches

// A slider over the steps of a drawing, with a button either side of it. `show(index)` is called with the step to draw,
// and returns its sentence, which is read aloud with the slider.
function stepControl(show) {
  const back = element("button", "step-button", ["‹"], { type: "button" })
  const next = element("button", "step-button", ["›"], { type: "button" })
  const slider = element("input", "step-slider", [], { type: "range", min: 0, step: 1, value: 0 })
  const node = element("div", "step-control", [back, slider, next])

  function go(index) {
    slider.value = index
    slider.setAttribute("aria-valuetext", show(Number(slider.value)))
    back.disabled = Number(slider.value) === 0
    next.disabled = slider.value === slider.max
  }

  slider.addEventListener("input", () => go(slider.value))
  back.addEventListener("click", () => go(Number(slider.value) - 1))
  next.addEventListener("click", () => go(Number(slider.value) + 1))

  // `start` is where a drawing begins that nobody has moved yet.
  function update({ steps, words, start = 0 }) {
    const first = !slider.hasAttribute("max")
    slider.max = steps - 1
    slider.setAttribute("aria-label", words.slider)
    back.setAttribute("aria-label", words.back)
    next.setAttribute("aria-label", words.next)
    go(first ? start : slider.value)
  }

  return { node, update }
}
