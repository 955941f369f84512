// A text that was written token by token: each can be looked at, and one of the others chosen in its place.
// Text enters the page through textContent only.

export default builtOnce(createSteps)

const MOST_TINT = 34 // per cent of colour under a token that was unlikely

function createSteps(parent) {
  const beginning = element("span", "beginning")
  const list = element("span", "tokens", [], { role: "listbox" })
  const text = element("div", "text", [beginning, list], { dir: "auto" })
  const title = element("p", "title", [], { role: "status" })
  const legend = element("p", "legend")
  const candidates = element("ol", "candidates")
  const help = element("p", "help")
  const root = element("div", "steps", [text, element("div", "panel", [title, legend, candidates, help])])
  parent.appendChild(root)
  let data = null
  let nodes = []
  let selected = 0
  let choose = () => {}

  function update(component) {
    const before = data
    data = component.data
    choose = (token) => component.setTriggerValue("choice", { step: selected, token })
    beginning.textContent = data.beginning
    list.setAttribute("aria-label", data.words.tokens)
    help.textContent = data.words.help
    nodes = data.steps.map(tokenNode)
    list.replaceChildren(...nodes)
    const stays = before && before.first === data.first && selected < data.steps.length
    select(stays ? selected : data.first)
  }

  function tokenNode({ piece, probability, by_hand: byHand, name }, index) {
    const node = element("span", "token", [], { role: "option" })
    // A part of a letter, or the mark that ends the text, adds nothing that could be seen.
    node.textContent = piece.replaceAll("\n", "↵\n") || name
    node.classList.toggle("unseen", !piece)
    node.classList.toggle("by-hand", byHand)
    node.style.setProperty("--tint", `${(MOST_TINT * (1 - probability)).toFixed(0)}%`)
    node.setAttribute("aria-label", name)
    node.addEventListener("click", () => select(index, true))
    return node
  }

  function select(index, focus = false) {
    selected = index
    const step = data.steps[index]
    nodes.forEach((node, place) => node.setAttribute("aria-selected", String(place === index)))
    setTabStop(nodes, nodes[index])
    if (focus) nodes[index].focus()
    root.classList.toggle("empty", !step)
    if (!step) return
    const { words } = data
    title.textContent = words.token
      .replace("{n}", index + 1)
      .replace("{all}", data.steps.length)
      .replace("{token}", () => step.name)
    legend.replaceChildren(element("span", "model-key", [words.model]), element("span", "settings-key", [words.settings]))
    candidates.replaceChildren(...step.candidates.map((one) => candidateNode(one, step.by_hand)))
  }

  function candidateNode(one, byHand) {
    const { words } = data
    const sign = one.chosen ? ` ✓ ${byHand ? words.by_hand : words.chosen}` : ""
    const name = element("span", "name", [element("bdi", "", [one.name]), element("small", "", [sign])])
    const settings = one.chance > 0 ? one.with_settings : words.out
    const numbers = element("span", "numbers", [
      element("span", "model-number", [one.probability]),
      element("span", "settings-number", [settings]),
    ])
    const button = element("button", "candidate", [name, numbers], { type: "button" })
    button.style.setProperty("--share", `${(100 * one.share).toFixed(1)}%`)
    button.style.setProperty("--chance", `${(100 * one.chance).toFixed(1)}%`)
    button.disabled = one.chosen
    if (!one.chosen) {
      const label = words.choose
        .replace("{probability}", one.probability)
        .replace("{chance}", settings)
        .replace("{token}", () => one.name)
      button.setAttribute("aria-label", label)
      button.addEventListener("click", () => choose(one.token))
    }
    return element("li", "", [button])
  }

  list.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: selected - 1, ArrowRight: selected + 1, Home: 0, End: nodes.length - 1 }[event.key]
    if (to === undefined || withModifier(event)) return
    event.preventDefault()
    select(Math.min(nodes.length - 1, Math.max(0, to)), true)
  })

  return { update, destroy: () => root.remove() }
}
