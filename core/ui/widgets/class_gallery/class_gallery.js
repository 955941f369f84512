// One drawing of every class, to search by name and choose from.

export default builtOnce(createGallery)

// Small letters without accents: who types "avion" means "avión".
const folded = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").trim()

function createGallery(parent) {
  const search = element("input", "search")
  search.type = "search"
  search.autocomplete = "off"
  const found = element("p", "found", [], { role: "status" })
  const grid = element("div", "grid")
  const root = element("div", "gallery", [element("div", "head", [search, found]), grid])
  parent.appendChild(root)
  let items = []
  let words = {}

  function update({ data, setTriggerValue }) {
    words = data.words
    search.placeholder = words.search
    search.setAttribute("aria-label", words.search)
    items = data.classes.map((one, index) => {
      const item = items[index] ?? createItem(one)
      item.name.textContent = one.name
      item.key = `${folded(one.name)}\n${folded(one.label)}`
      item.node.toggleAttribute("data-chosen", one.label === data.chosen)
      item.node.setAttribute("aria-pressed", String(one.label === data.chosen))
      item.node.onclick = () => setTriggerValue("chosen", one.label)
      return item
    })
    grid.replaceChildren(...items.map(({ node }) => node))
    filter()
  }

  function createItem({ path, size }) {
    const [width, height] = size
    const viewBox = `-12 -12 ${width + 24} ${height + 24}`
    const svg = shape("svg", { viewBox, "aria-hidden": "true" }, [shape("path", { d: path })])
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
    const said = count ? (wanted ? words.found.replace("{count}", count) : "") : words.none
    if (found.textContent !== said) found.textContent = said
  }

  search.addEventListener("input", filter)
  return { update, destroy: () => root.remove() }
}
