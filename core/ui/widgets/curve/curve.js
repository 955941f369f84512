// Detections by falling score, each of which adds a point to a precision-recall curve.

export default builtOnce(createCurve)

const [LEFT, TOP, WIDTH, HEIGHT] = [48, 12, 250, 160] // the plot, in a drawing of 320 x 212

const across = (recall) => LEFT + WIDTH * recall
const down = (precision) => TOP + HEIGHT * (1 - precision)

function createCurve(parent) {
  const grid = [0, 0.25, 0.5, 0.75, 1].flatMap((value) => [
    shape("path", { class: "grid", d: `M${LEFT} ${down(value)}h${WIDTH}` }),
    shape("path", { class: "grid", d: `M${across(value)} ${TOP}v${HEIGHT}` }),
  ])
  const area = shape("path", { class: "area" })
  const line = shape("path", { class: "line" })
  const points = shape("g")
  const axes = {
    precision: shape("text", { transform: `translate(12 ${TOP + HEIGHT / 2}) rotate(-90)`, "text-anchor": "middle" }),
    recall: shape("text", { x: LEFT + WIDTH / 2, y: TOP + HEIGHT + 34, "text-anchor": "middle" }),
  }
  const ends = [
    shape("text", { x: LEFT - 5, y: TOP + HEIGHT, "text-anchor": "end" }),
    shape("text", { x: LEFT - 5, y: TOP + 9, "text-anchor": "end" }),
    shape("text", { x: LEFT, y: TOP + HEIGHT + 15 }),
    shape("text", { x: LEFT + WIDTH, y: TOP + HEIGHT + 15, "text-anchor": "end" }),
  ]
  const parts = [...grid, area, line, points, axes.precision, axes.recall, ...ends]
  const drawing = shape("svg", { viewBox: "0 0 320 212", role: "img" }, parts)
  const list = element("ol", "ranked")
  const said = element("p", "said", [], { role: "status" })
  const control = stepControl(show)
  const root = element("div", "worked", [list, drawing, control.node, said])
  parent.appendChild(root)
  let data = null

  function update(component) {
    data = component.data
    const { words } = data
    drawing.setAttribute("aria-label", words.picture)
    axes.precision.textContent = words.precision
    axes.recall.textContent = words.recall
    ends.forEach((text, index) => {
      text.textContent = words.ends[index % 2]
    })
    list.replaceChildren(
      ...data.detections.map(({ score, right }) =>
        element("li", right ? "right" : "wrong", [`${right ? "✓" : "✗"} ${score}`]),
      ),
    )
    points.replaceChildren(
      ...data.detections.map(({ point: [recall, precision], right }) =>
        shape("circle", { class: right ? "right" : "wrong", cx: across(recall), cy: down(precision), r: 4 }),
      ),
    )
    control.update({ steps: data.steps.length, words })
  }

  function show(index) {
    const over = index === data.steps.length - 1
    for (const nodes of [list.children, points.children]) {
      Array.from(nodes).forEach((node, position) => {
        node.classList.toggle("on", position < index)
        node.classList.toggle("now", position === index - 1)
      })
    }
    const reached = data.detections.slice(0, index).map(({ point }) => point)
    line.setAttribute("d", path(over ? data.curve : reached))
    area.setAttribute("d", over ? `${path([[0, 0], ...data.curve, [1, 0]])}Z` : "")
    said.textContent = data.steps[index]
    return data.steps[index]
  }

  return { update, destroy: () => root.remove() }
}

function path(places) {
  return places.map(([x, y], index) => `${index ? "L" : "M"}${across(x).toFixed(1)} ${down(y).toFixed(1)}`).join("")
}
