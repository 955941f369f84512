// The picture viewer's browser side. Labels come from models, so text enters the page through textContent only.

const SHARED = "miralab-viewer-label"
const REACH = 6 // CSS pixels about a box that still count as pointing at it, so that the smallest boxes can be hit

export default builtOnce(createViewer)

function createViewer(parent) {
  const image = element("img")
  const layers = element("div", "layers")
  const shade = shape("path", { class: "shade", "fill-rule": "evenodd" })
  const drawing = shape("svg", { class: "boxes", preserveAspectRatio: "none", "aria-hidden": "true" }, [shade])
  const chips = element("div", "chips", [], { "aria-hidden": "true" })
  const stage = element("div", "stage", [image, layers, drawing, chips])
  const labelHead = element("span")
  const cornersHead = element("span", "corners", ["xmin", "ymin", "xmax", "ymax"].map((name) => element("span", "", [name])))
  const scoreHead = element("span")
  const heads = element("div", "heads", [labelHead, cornersHead, scoreHead], { "aria-hidden": "true" })
  const list = element("div", "list", [], { role: "listbox" })
  const empty = element("p", "empty")
  const side = element("div", "side", [heads, list, empty])
  const opacity = element("input", "", [], { type: "range", min: "0", max: "100", value: "50" })
  const opacityWords = element("span")
  const fading = element("label", "fading", [opacityWords, opacity])
  const root = element("div", "viewer", [element("div", "columns", [element("div", "", [stage, fading]), side])])
  parent.appendChild(root)

  let items = [] // one a mark, in the list's order, each with its own elements
  let byKey = new Map()
  let picture = { width: 1, height: 1 }
  let group = ""
  let followed = null // the label that stays lit while nothing is pointed at
  let hovered = null
  let focused = null
  let pinned = null
  let elsewhere = null // the label that a viewer of the same group points at
  let said = null // the label this viewer last told its group
  const { listen, ended } = listening()

  // ---- Bringing the page up to date

  function update({ data }) {
    picture = data.picture
    group = data.group
    followed = data.followed || null
    if (image.getAttribute("src") !== picture.src) image.src = picture.src
    image.alt = picture.alt
    image.draggable = false
    const widest = Math.min((data.height * picture.width) / picture.height, Math.max(2 * picture.width, 320))
    image.classList.toggle("small", widest > 2 * picture.width)
    root.style.setProperty("--stage-width", `${widest}px`)
    root.style.setProperty("--ratio", `${picture.width} / ${picture.height}`)
    drawing.setAttribute("viewBox", `0 0 ${picture.width} ${picture.height}`)
    labelHead.textContent = data.words.label
    scoreHead.textContent = data.words.score
    opacityWords.textContent = data.words.opacity ?? ""
    fading.hidden = !data.words.opacity || !data.marks.some((mark) => mark.mask)
    list.setAttribute("aria-label", data.words.list)
    empty.textContent = data.words.empty
    empty.hidden = data.marks.length > 0
    list.hidden = heads.hidden = data.marks.length === 0
    scoreHead.hidden = !data.marks.some((mark) => mark.score !== null)
    cornersHead.hidden = !data.marks.some((mark) => mark.box)
    reconcile(data.marks)
    light()
    arrange()
  }

  // Keeps the elements of the marks that stay, so that what is lit or focused stays so when the threshold moves.
  function reconcile(marks) {
    const old = byKey
    byKey = new Map()
    items = marks.map((mark) => {
      const name = JSON.stringify([mark.label, mark.box, mark.status, mark.score])
      let key = name
      for (let copy = 2; byKey.has(key); copy++) key = `${name} ${copy}`
      const item = old.get(key) ?? createItem()
      fill(item, mark)
      byKey.set(key, item)
      return item
    })
    for (const [key, item] of old) if (!byKey.has(key)) remove(item)
    setChildren(list, items.map((item) => item.row))
    // The first mark is drawn last, on top.
    setChildren(chips, items.map((item) => item.chip).reverse())
    setChildren(layers, items.filter((item) => item.mark.mask).map((item) => item.layer).reverse())
    setChildren(drawing, [shade, ...items.filter((item) => item.mark.box).map((item) => item.outline).reverse()])
    const tabbed = pinned ?? items.find((item) => item.row.tabIndex === 0) ?? items[0]
    items.forEach((item, index) => {
      item.index = index
    })
    if (tabbed) stopAt(tabbed)
  }

  // Makes `wanted` the children of `container`, moving only those that are out of place.
  function setChildren(container, wanted) {
    wanted.forEach((child, index) => {
      if (container.childNodes[index] !== child) container.insertBefore(child, container.childNodes[index] ?? null)
    })
    while (container.childNodes.length > wanted.length) container.lastChild.remove()
  }

  function createItem() {
    const item = {
      row: element("div", "row"),
      name: element("span", "label"),
      corners: element("span", "corners"),
      score: element("span", "score"),
      fill: element("i", ""),
      note: element("span", "note"),
      chip: element("div", "chip tucked"),
      chipSign: element("b", ""),
      chipLabel: element("span", ""),
      chipScore: element("b", ""),
      layer: element("div", ""),
      outline: outlineShape(),
      spot: null,
    }
    item.bar = element("span", "bar", [item.fill])
    const title = element("span", "title", [item.name, item.note])
    item.row.append(element("span", "swatch"), title, item.score, item.corners, item.bar)
    item.chip.append(item.chipSign, item.chipLabel, item.chipScore)
    item.row.setAttribute("role", "option")
    item.row.tabIndex = -1
    return item
  }

  function fill(item, mark) {
    const maskBefore = item.mark?.mask
    item.mark = mark
    for (const part of [item.row, item.chip, item.layer, item.outline]) {
      part.style.setProperty("--color", mark.color)
      part.dataset.status = mark.status
      part.dataset.label = mark.label
    }
    item.chip.style.setProperty("--on-color", mark.ink)
    item.row.setAttribute("aria-label", mark.spoken)
    item.name.textContent = mark.sign ? `${mark.sign} ${mark.name}` : mark.name
    item.score.textContent = mark.long
    item.fill.style.setProperty("--score", mark.score ?? 0)
    item.bar.classList.toggle("none", mark.score === null)
    item.note.textContent = mark.note
    item.corners.replaceChildren(...mark.corners.map((corner) => element("span", "", [String(corner)])))
    item.chipSign.textContent = mark.sign
    item.chipSign.hidden = !mark.sign
    item.chipLabel.textContent = mark.label
    item.chipScore.textContent = mark.short
    item.chipScore.hidden = !mark.short
    item.area = Infinity
    if (mark.box) {
      const [left, top, right, bottom] = mark.box
      placeOutline(item.outline, mark.box)
      item.area = Math.max(right - left, 0) * Math.max(bottom - top, 0)
    }
    if (mark.mask && mark.mask !== maskBefore) {
      item.layer.style.setProperty("--mask", `url("${mark.mask}")`)
      readMask(item)
    }
    if (item.grid) item.area = item.grid.area
  }

  // To know what the pointer is over, how large the thing is and where its chip goes.
  async function readMask(item) {
    const source = item.mark.mask
    const grid = await maskGrid(source, picture)
    if (item.mark.mask !== source || ended.signal.aborted) return
    item.grid = grid
    item.area = grid.area
    arrange()
  }

  function remove(item) {
    if (item === hovered) hovered = null
    if (item === focused) focused = null
    if (item === pinned) pinned = null
  }

  // ---- Chips: the surest first, where there is room; the rest wait until they are lit

  const extent = (item) => item.mark.box ?? item.grid?.box ?? null

  function arrange() {
    const [wide, high] = [stage.clientWidth, stage.clientHeight]
    if (!wide || !high) return
    const scale = wide / picture.width
    for (const item of items) item.chip.hidden = !extent(item)
    const shown = items.filter(extent)
    const chipsToPlace = shown.map((item) => ({
      size: [item.chip.offsetWidth, item.chip.offsetHeight],
      box: extent(item).map((value) => value * scale),
      area: item.area * scale ** 2,
    }))
    chipPlaces(chipsToPlace, wide, high).forEach(({ spot, corner }, index) => {
      const { chip } = shown[index]
      shown[index].spot = spot
      chip.style.transform = `translate(${Math.round(corner[0])}px, ${Math.round(corner[1])}px)`
      chip.classList.toggle("tucked", !spot)
    })
  }

  // ---- What is lit

  const current = () => hovered ?? focused ?? pinned

  function light() {
    const lit = current()
    const label = lit ? lit.mark.same : (elsewhere ?? followed)
    const any = lit ?? items.find((item) => item.mark.same === label)
    for (const item of items) {
      const on = lit ? item === lit : any !== undefined && item.mark.same === label
      for (const part of [item.row, item.chip, item.layer, item.outline]) {
        part.classList.toggle("lit", lit !== null && on)
        part.classList.toggle("kin", lit === null && on)
        part.classList.toggle("dim", any !== undefined && !on)
      }
      item.row.setAttribute("aria-selected", String(item === pinned))
    }
    const box = lit?.mark.box
    shade.classList.toggle("on", Boolean(box))
    if (box) {
      const [left, top, right, bottom] = box
      shade.setAttribute(
        "d",
        `M0 0H${picture.width}V${picture.height}H0Z M${left} ${top}H${right}V${bottom}H${left}Z`,
      )
    }
    tellGroup(lit ? lit.mark.same : null)
  }

  function tellGroup(label) {
    if (!group || label === said) return
    said = label
    window.dispatchEvent(new CustomEvent(SHARED, { detail: { group, label, from: root } }))
  }

  listen(window, SHARED, (event) => {
    const { group: whose, label, from } = event.detail
    if (from === root || !group || whose !== group) return
    elsewhere = label
    if (!current()) light()
  })

  listen(opacity, "input", () => root.style.setProperty("--opacity", opacity.value / 100))

  // ---- The pointer on the picture

  function under(event) {
    const frame = stage.getBoundingClientRect()
    if (!frame.width) return null
    const [x, y] = [event.clientX - frame.left, event.clientY - frame.top]
    const within = ([left, top, right, bottom], reach) =>
      x >= left - reach && x < right + reach && y >= top - reach && y < bottom + reach
    const named = items.find((item) => item.spot && within(item.spot, 0))
    if (named) return named
    const scale = frame.width / picture.width
    const smallest = (reach) => {
      let best = null
      for (const item of items) {
        if (hit(item, reach) && (!best || item.area < best.area)) best = item
      }
      return best
    }
    const hit = (item, reach) => {
      if (item.grid) {
        const column = Math.floor((x / frame.width) * item.grid.width)
        const row = Math.floor((y / frame.height) * item.grid.height)
        return item.grid.inside[row * item.grid.width + column] === 1
      }
      return item.mark.box !== null && within(item.mark.box.map((value) => value * scale), reach)
    }
    return smallest(0) ?? smallest(REACH)
  }

  function hover(item, showRow) {
    if (item === hovered) return
    hovered = item
    stage.toggleAttribute("data-over", item !== null)
    light()
    if (item && showRow) reveal(item.row)
  }

  // Scrolls the list, never the page.
  function reveal(row) {
    const [top, bottom] = [row.offsetTop, row.offsetTop + row.offsetHeight]
    let to = null
    if (top < list.scrollTop) to = top
    else if (bottom > list.scrollTop + list.clientHeight) to = bottom - list.clientHeight
    if (to === null) return
    list.scrollTo({ top: to, behavior: reducedMotion() ? "auto" : "smooth" })
  }

  function pin(item) {
    pinned = item === pinned ? null : item
    if (pinned) stopAt(pinned)
    light()
  }

  listen(stage, "pointermove", (event) => {
    if (event.pointerType !== "touch") hover(under(event), true)
  })
  listen(stage, "pointerleave", () => hover(null, false))
  listen(stage, "click", (event) => {
    const item = under(event)
    focused = null
    pin(item ?? pinned)
    if (item && item === pinned) reveal(item.row)
  })

  // ---- The list, with pointer and keyboard

  const itemOf = (event) => {
    const row = event.target.closest?.(".row")
    return items.find((item) => item.row === row) ?? null
  }

  const stopAt = (item) => setTabStop(items.map(({ row }) => row), item.row)

  listen(list, "pointerover", (event) => {
    if (event.pointerType !== "touch") hover(itemOf(event), false)
  })
  listen(list, "pointerleave", () => hover(null, false))
  listen(list, "click", (event) => {
    const item = itemOf(event)
    if (!item) return
    focused = null
    pin(item)
  })
  listen(list, "focusin", (event) => {
    const item = itemOf(event)
    if (!item) return
    stopAt(item)
    // A click focuses too, and says by itself what is to be lit.
    if (item.row.matches(":focus-visible")) focused = item
    light()
  })
  listen(list, "focusout", () => {
    focused = null
    light()
  })
  listen(list, "keydown", (event) => {
    const item = itemOf(event)
    if (!item || withModifier(event)) return
    const last = items.length - 1
    const goal = {
      ArrowDown: Math.min(item.index + 1, last),
      ArrowUp: Math.max(item.index - 1, 0),
      PageDown: Math.min(item.index + 10, last),
      PageUp: Math.max(item.index - 10, 0),
      Home: 0,
      End: last,
    }[event.key]
    if (goal !== undefined) {
      hovered = null
      focused = items[goal]
      stopAt(focused)
      focused.row.focus()
      light()
    } else if (event.key === "Enter" || event.key === " ") {
      focused = item
      pin(item)
    } else {
      return
    }
    event.preventDefault()
  })
  listen(root, "keydown", (event) => {
    if (event.key !== "Escape" || !current()) return
    hovered = focused = pinned = null
    light()
    event.stopPropagation()
  })

  const resized = new ResizeObserver(arrange)
  resized.observe(stage)
  document.fonts?.ready.then(() => ended.signal.aborted || arrange())

  function destroy() {
    hovered = focused = pinned = null
    tellGroup(null)
    ended.abort()
    resized.disconnect()
    root.remove()
  }

  return { update, destroy }
}
