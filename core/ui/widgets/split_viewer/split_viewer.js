// Two sets of boxes on one picture, cut at a border. Labels come from models, so text enters through textContent only.

export default builtOnce(createSplitViewer)

function createSplitViewer(parent) {
  const image = element("img", "", [], { draggable: "false" })
  const sides = ["left", "right"].map(createSide)
  const stage = element("div", "stage", [image, ...sides.map((side) => side.node)])
  const names = element("div", "names", sides.map((side) => side.name), { "aria-hidden": "true" })
  const root = element("div", "split", [names, stage])
  parent.appendChild(root)
  const { listen, ended } = listening()
  const border = createBorder(root, stage, listen)
  let picture = { width: 1, height: 1 }

  function update({ data }) {
    picture = data.picture
    if (image.getAttribute("src") !== picture.src) image.src = picture.src
    image.alt = picture.alt
    const widest = Math.min((data.height * picture.width) / picture.height, Math.max(2 * picture.width, 320))
    root.style.setProperty("--stage-width", `${widest}px`)
    root.style.setProperty("--ratio", `${picture.width} / ${picture.height}`)
    const isThere = data.sides.some((side) => side.marks.some((mark) => mark.same === data.followed))
    const isDim = (mark) => isThere && mark.same !== data.followed
    sides.forEach((side, index) => side.fill(data.sides[index], picture, isDim))
    border.update(data.words)
    arrange()
  }

  function arrange() {
    for (const side of sides) side.arrange(stage.clientWidth, stage.clientHeight, picture)
  }

  const resized = new ResizeObserver(arrange)
  resized.observe(stage)
  document.fonts?.ready.then(() => ended.signal.aborted || arrange())

  function destroy() {
    ended.abort()
    resized.disconnect()
    root.remove()
  }

  return { update, destroy }
}

function createSide(which) {
  const drawing = shape("svg", { class: "boxes", preserveAspectRatio: "none" })
  const chips = element("div", "chips")
  const node = element("div", `half ${which}`, [drawing, chips], { "aria-hidden": "true" })
  const name = element("span", which)
  let marks = []

  function fill(side, picture, isDim) {
    marks = side.marks
    name.textContent = side.name
    drawing.setAttribute("viewBox", `0 0 ${picture.width} ${picture.height}`)
    drawing.replaceChildren(...marks.map(outlineOf).reverse())
    chips.replaceChildren(...marks.map(chipOf))
    const shown = [...drawing.children].reverse()
    marks.forEach((mark, index) => {
      for (const part of [shown[index], chips.children[index]]) part.classList.toggle("dim", isDim(mark))
    })
  }

  function arrange(wide, high, picture) {
    if (!wide || !high) return
    const scale = wide / picture.width
    const places = chipPlaces(
      marks.map((mark, index) => {
        const box = mark.box.map((value) => value * scale)
        const chip = chips.children[index]
        return { size: [chip.offsetWidth, chip.offsetHeight], box, area: (box[2] - box[0]) * (box[3] - box[1]) }
      }),
      wide,
      high,
    )
    places.forEach(({ spot, corner: [x, y] }, index) => {
      chips.children[index].style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`
      chips.children[index].classList.toggle("tucked", !spot)
    })
  }

  return { node, name, fill, arrange }
}

function outlineOf(mark) {
  const outline = outlineShape()
  placeOutline(outline, mark.box)
  return painted(outline, mark)
}

function chipOf(mark) {
  const texts = [element("b", "", [mark.sign]), element("span", "", [mark.label]), element("b", "", [mark.short])]
  return painted(element("div", "chip", texts.filter((text) => text.textContent)), mark)
}

function painted(node, mark) {
  node.style.setProperty("--color", mark.color)
  node.style.setProperty("--on-color", mark.ink)
  node.dataset.status = mark.status
  node.dataset.label = mark.label
  return node
}
