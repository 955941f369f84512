// A scene with its true boxes, and a model's boxes that are judged one after the other.

export default builtOnce(createCounting)

const DRAWINGS = {
  cat: "M12 50C10 30 12 14 18 6L36 24Q50 20 64 24L82 6C88 14 90 30 88 50C90 80 72 96 50 96S10 80 12 50M36 52v6M64 52v6M44 68h12L50 76Z",
  house: "M6 96V44L50 6L94 44V96ZM38 96V64H62V96Z",
  sun: "M50 28a22 22 0 1 0 .1 0ZM50 4v12M50 84v12M4 50h12M84 50h12M18 18l8 8M74 74l8 8M82 18l-8 8M18 82l8-8",
}

function createCounting(parent) {
  const drawing = shape("svg", { viewBox: "0 0 360 180", role: "img" })
  const numbers = element("p", "numbers")
  const said = element("p", "said", [], { role: "status" })
  const control = stepControl(show)
  const root = element("div", "worked", [drawing, control.node, numbers, said])
  parent.appendChild(root)
  let data = null
  let found = []
  let missed = []

  function update(component) {
    data = component.data
    drawing.setAttribute("aria-label", data.words.picture)
    const real = data.truth.map(realObject)
    missed = real.filter((_, index) => data.truth[index].missed)
    found = data.detections.map(detection)
    drawing.replaceChildren(...real, ...found)
    control.update({ steps: data.steps.length, words: data.words })
  }

  function show(index) {
    const over = index === data.steps.length - 1
    found.forEach((node, position) => {
      node.classList.toggle("on", position < index)
      node.classList.toggle("now", position === index - 1)
    })
    for (const node of missed) node.classList.toggle("missed", over)
    numbers.textContent = data.steps[index].numbers
    said.textContent = data.steps[index].said
    return `${data.steps[index].numbers}. ${data.steps[index].said}`
  }

  return { update, destroy: () => root.remove() }
}

function realObject({ label, box: [left, top, right, bottom] }) {
  const scale = `translate(${left} ${top}) scale(${(right - left) / 100} ${(bottom - top) / 100})`
  const sign = shape("text", { class: "sign", x: right + 3, y: bottom })
  sign.textContent = "? FN"
  return shape("g", { class: "real" }, [
    shape("path", { d: DRAWINGS[label], transform: scale }),
    shape("rect", { x: left, y: top, width: right - left, height: bottom - top }),
    sign,
  ])
}

function detection({ name, box: [left, top, right, bottom], right: isRight }) {
  const text = shape("text", { x: left, y: top - 4 })
  text.textContent = `${isRight ? "✓" : "✗"} ${name}`
  const rect = shape("rect", { x: left, y: top, width: right - left, height: bottom - top })
  return shape("g", { class: `found ${isRight ? "right" : "wrong"}` }, [rect, text])
}
