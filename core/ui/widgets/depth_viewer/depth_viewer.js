// A picture and its depth either side of a border, the depth under the pointer, and that of a point that is put down.

const POINTED = "miralab-depth-pointed" // tells the viewers of a group where one of them is pointed at

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

export default builtOnce(createDepthViewer)

function createDepthViewer(parent) {
  const caption = element("p", "caption")
  const image = element("img", "", [], { draggable: "false" })
  const colours = element("img", "colours", [], { alt: "", draggable: "false" })
  const crosshair = element("div", "crosshair", [], { "aria-hidden": "true" })
  const point = element("div", "point", [], { role: "application", tabindex: "0" })
  const chip = element("div", "chip value", [], { "aria-hidden": "true" })
  const stage = element("div", "stage", [image, colours, point, crosshair, chip])
  const ticks = ["under", "at"].map((name) => element("div", `tick ${name}`))
  const bar = element("div", "bar", ticks)
  const ends = ["far", "near"].map((name) => element("span", name))
  const scale = element("div", "scale", [ends[0], bar, ends[1]])
  const at = element("span", "at", [], { role: "status" })
  const under = element("span", "under", [], { "aria-hidden": "true" })
  const read = element("p", "read", [at, under])
  const root = element("div", "depth", [caption, stage, scale, read])
  parent.appendChild(root)
  const { listen, ended } = listening()
  const border = createBorder(root, stage, listen, true)
  let data = null
  let grid = null
  let place = [0.75, 0.5] // of the point, in parts of the picture: at first on the side of the depth
  let pointed = null // where the pointer is, the same way

  function update({ data: given }) {
    data = given
    const { picture, words } = data
    grid = data.grid ? numbersIn(data.grid) : null
    if (image.getAttribute("src") !== picture.src) image.src = picture.src
    image.alt = picture.alt
    if (grid && colours.getAttribute("src") !== data.colours) colours.src = data.colours
    caption.textContent = words.caption
    caption.hidden = !words.caption
    for (const part of [colours, point, border.handle, scale, read]) part.hidden = !grid
    stage.classList.toggle("measured", Boolean(grid))
    const widest = Math.min((data.height * picture.width) / picture.height, Math.max(2 * picture.width, 320))
    root.style.setProperty("--stage-width", `${widest}px`)
    root.style.setProperty("--ratio", `${picture.width} / ${picture.height}`)
    bar.style.background = `linear-gradient(to right, ${data.stops.join(", ")})`
    ends.forEach((end, index) => {
      const number = words.end.replace("{number}", numberWords(data.ends[index]))
      end.textContent = index ? `${number} · ${words.near}` : `${words.far} · ${number}`
    })
    border.update({ border: words.border, value: words.share })
    point.setAttribute("aria-label", words.point)
    showPoint()
    showPointed()
  }

  function depthAt([x, y]) {
    const [wide, high] = data.size
    const column = Math.min(wide - 1, Math.floor(x * wide))
    const row = Math.min(high - 1, Math.floor(y * high))
    const [least, most] = data.range
    return least + ((most - least) * grid[row * wide + column]) / 65535
  }

  const numberWords = (number) =>
    new Intl.NumberFormat(data.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(number)
  const valueWords = (value) => data.words.value.replace("{number}", numberWords(value))

  // In percent of the scale, which goes from far to near.
  function onScale(value) {
    const [far, near] = data.ends
    return near === far ? 100 : (100 * (value - far)) / (near - far)
  }

  function showPoint() {
    if (!grid) return
    const value = depthAt(place)
    placeAt(point, place)
    ticks[1].style.left = `${onScale(value)}%`
    const [x, y] = [place[0] * data.picture.width, place[1] * data.picture.height].map(Math.floor)
    at.textContent = data.words.at.replace("{x}", x).replace("{y}", y).replace("{value}", valueWords(value))
  }

  function showPointed() {
    const seen = Boolean(grid && pointed)
    for (const part of [crosshair, chip, ticks[0]]) part.hidden = !seen
    under.textContent = ""
    if (!seen) return
    const value = depthAt(pointed)
    placeAt(crosshair, pointed)
    ticks[0].style.left = `${onScale(value)}%`
    chip.textContent = valueWords(value)
    under.textContent = data.words.under.replace("{value}", valueWords(value))
    const [x, y] = [pointed[0] * stage.clientWidth, pointed[1] * stage.clientHeight]
    const left = Math.min(x + 14, stage.clientWidth - chip.offsetWidth)
    const top = y > chip.offsetHeight + 14 ? y - chip.offsetHeight - 10 : y + 14
    chip.style.transform = `translate(${Math.max(0, Math.round(left))}px, ${Math.round(top)}px)`
  }

  function placeAt(node, [x, y]) {
    node.style.left = `${100 * x}%`
    node.style.top = `${100 * y}%`
  }

  function partsOf(event) {
    const frame = stage.getBoundingClientRect()
    const inside = (value) => Math.max(0, Math.min(0.999999, value))
    return [inside((event.clientX - frame.left) / frame.width), inside((event.clientY - frame.top) / frame.height)]
  }

  function pointTo(where) {
    pointed = where
    showPointed()
    if (data.group) {
      window.dispatchEvent(new CustomEvent(POINTED, { detail: { group: data.group, pointed, place, from: root } }))
    }
  }

  listen(stage, "pointermove", (event) => {
    if (grid && event.pointerType !== "touch") pointTo(partsOf(event))
  })
  listen(stage, "pointerleave", () => pointTo(null))
  listen(stage, "click", (event) => {
    if (!grid || border.handle.contains(event.target)) return
    place = partsOf(event)
    showPoint()
    pointTo(pointed)
  })
  listen(point, "keydown", (event) => {
    if (withModifier(event) || !(event.key in MOVES)) return
    const step = event.shiftKey ? 0.1 : 0.01
    place = place.map((part, index) => Math.max(0, Math.min(0.999999, part + step * MOVES[event.key][index])))
    showPoint()
    pointTo(pointed)
    event.preventDefault()
  })
  listen(window, POINTED, ({ detail }) => {
    if (detail.from === root || !data.group || detail.group !== data.group) return
    pointed = detail.pointed
    place = detail.place
    showPoint()
    showPointed()
  })

  function destroy() {
    ended.abort()
    root.remove()
  }

  return { update, destroy }
}

// The 16-bit numbers, little endian, in a text of base64.
function numbersIn(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  const view = new DataView(bytes.buffer)
  return Uint16Array.from({ length: bytes.length / 2 }, (_, index) => view.getUint16(2 * index, true))
}
