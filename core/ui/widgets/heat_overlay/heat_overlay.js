// A picture with colours over it, and the slider of their opacity.

export default builtOnce(createHeatOverlay)

function createHeatOverlay(parent) {
  const image = element("img", "picture", [], { draggable: "false" })
  const heat = element("img", "heat", [], { alt: "", draggable: "false" })
  const stage = element("div", "stage", [image, heat])
  const slider = element("input", "", [], { type: "range", min: 0, max: 100, step: 5, value: 60 })
  const ends = [0, 1].map(() => element("span", "", [], { "aria-hidden": "true" }))
  const control = element("div", "control", [ends[0], slider, ends[1]])
  const root = element("div", "overlay", [stage, control])
  parent.appendChild(root)
  slider.addEventListener("input", show)

  function show() {
    heat.style.opacity = slider.value / 100
    slider.setAttribute("aria-valuetext", `${slider.value} %`)
  }

  function update({ data }) {
    const { picture, words } = data
    if (image.getAttribute("src") !== picture.src) image.src = picture.src
    image.alt = picture.alt
    // A small picture is not blown up to more than twice its size, a narrow one keeps its shape.
    const widest = Math.min((data.height * picture.width) / picture.height, Math.max(2 * picture.width, 320))
    root.style.setProperty("--stage-width", `${Math.max(8, widest)}px`)
    root.style.setProperty("--stage-height", `${data.height}px`)
    heat.hidden = control.hidden = !data.heat
    if (data.heat && heat.getAttribute("src") !== data.heat) heat.src = data.heat
    const [left, top, width, height] = data.place
    Object.assign(heat.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` })
    slider.setAttribute("aria-label", words.opacity)
    ends[0].textContent = words.picture
    ends[1].textContent = words.heat
    show()
  }

  return { update, destroy: () => root.remove() }
}
