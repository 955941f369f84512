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
