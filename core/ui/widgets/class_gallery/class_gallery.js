// One drawing of every class, to search by name and choose from. Streamlit calls the default export at every change of
// the data, with the same parentElement: the gallery is built once, so that what is typed and focused stays.

const SVG = "http://www.w3.org/2000/svg"
const galleries = new WeakMap()

export default function ({ parentElement, data, setTriggerValue }) {
  let gallery = galleries.get(parentElement)
  if (!gallery) {
    gallery = createGallery(parentElement)
    galleries.set(parentElement, gallery)
  }
  const call = gallery.update(data, (label) => setTriggerValue("taken", label))
  return () => {
    if (gallery.isLast(call)) {
      gallery.root.remove()
      galleries.delete(parentElement)
    }
  }
}

function element(name, className, children = []) {
  const made = document.createElement(name)
  made.className = className
  made.append(...children)
  return made
}

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  return made
}

// Small letters without accents: who types "avion" means "avión".
const folded = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").trim()

function createGallery(parent) {
  const search = element("input", "search")
  search.type = "search"
  search.autocomplete = "off"
  const found = element("p", "found")
  found.setAttribute("role", "status")
  const grid = element("div", "grid")
  const root = element("div", "gallery", [element("div", "head", [search, found]), grid])
  parent.appendChild(root)
  let items = []
  let words = {}
  let calls = 0

  function update(data, take) {
    calls += 1
    words = data.words
    search.placeholder = words.search
    search.setAttribute("aria-label", words.search)
    items = data.classes.map((one, index) => {
      const item = items[index] ?? createItem(one)
      item.name.textContent = one.name
      item.key = `${folded(one.name)}\n${folded(one.label)}`
      item.node.toggleAttribute("data-chosen", one.label === data.chosen)
      item.node.setAttribute("aria-pressed", String(one.label === data.chosen))
      item.node.onclick = () => take(one.label)
      return item
    })
    grid.replaceChildren(...items.map(({ node }) => node))
    filter()
    return calls
  }

  function createItem({ path, size }) {
    const [width, height] = size
    const svg = shape("svg", { viewBox: `-12 -12 ${width + 24} ${height + 24}`, "aria-hidden": "true" })
    svg.append(shape("path", { d: path }))
    const name = element("span", "name")
    const node = element("button", "one", [svg, name])
    node.type = "button"
    return { node, name }
  }

  function filter() {
    const wanted = folded(search.value)
    let count = 0
    for (const { node, key } of items) {
      node.hidden = !key.includes(wanted)
      count += node.hidden ? 0 : 1
    }
    const told = count ? (wanted ? words.found.replace("{count}", count) : "") : words.none
    if (found.textContent !== told) found.textContent = told
  }

  search.addEventListener("input", filter)
  return { update, root, isLast: (call) => call === calls }
}
