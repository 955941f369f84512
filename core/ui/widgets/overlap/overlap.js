// Two boxes and their overlap; the slider moves one of them.

export default builtOnce(createOverlap)

function createOverlap(parent) {
  const [real, moved, shared] = ["real", "moved", "shared"].map((name) => shape("rect", { class: name }))
  const names = { real: shape("text"), moved: shape("text") }
  const drawing = shape("svg", { viewBox: "0 0 320 160", role: "img" }, [shared, real, moved, names.real, names.moved])
  const formula = element("p", "formula")
  const said = element("p", "said", [], { role: "status" })
  const control = stepControl(show)
  const root = element("div", "worked", [drawing, control.node, formula, said])
  parent.appendChild(root)
  let data = null

  function update(component) {
    data = component.data
    drawing.setAttribute("aria-label", data.words.picture)
    names.real.textContent = data.words.real
    names.moved.textContent = data.words.moved
    place(real, data.real)
    write(names.real, data.real[0] + 4, data.real[3] - 5)
    control.update({ steps: data.steps.length, words: data.words, start: data.start })
  }

  function show(index) {
    const { box, counts, formula: sum, said: sentence } = data.steps[index]
    place(moved, box)
    place(shared, common(box, data.real))
    write(names.moved, box[0] + 4, box[1] + 13)
    root.dataset.counts = counts
    formula.textContent = sum
    said.textContent = `${counts ? "✓" : "✗"} ${sentence}`
    return `${sum}. ${sentence}`
  }

  return { update, destroy: () => root.remove() }
}

// What two boxes share, of no size where they share nothing.
function common(one, other) {
  const [left, top] = [0, 1].map((side) => Math.max(one[side], other[side]))
  return [left, top, Math.max(left, Math.min(one[2], other[2])), Math.max(top, Math.min(one[3], other[3]))]
}

function place(rect, [left, top, right, bottom]) {
  for (const [name, value] of Object.entries({ x: left, y: top, width: right - left, height: bottom - top })) {
    rect.setAttribute(name, value)
  }
}

function write(text, x, y) {
  text.setAttribute("x", x)
  text.setAttribute("y", y)
}
