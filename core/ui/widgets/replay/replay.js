// The browser side of the replayed drawings. A drawing that is being replayed goes on when the network's guesses arrive.
// Names come from data, so text enters the page through textContent only.

const WIDTH = { large: 4.5, small: 7 }

export default builtOnce(createReplay)

function createReplay(parent) {
  // ---- What there is
  const pen = shape("circle", { class: "pen", r: 6 })
  const paper = shape("svg", { class: "paper", role: "img" })
  const number = element("span", "number")
  const counter = element("span", "counter", [], { role: "status" })
  const head = element("div", "head", [counter, number])
  const slider = element("input", "slider", [], { type: "range", min: 0, step: "any" })
  const first = element("span")
  const last = element("span")
  const legend = element("div", "legend", [first, last], { "aria-hidden": "true" })
  const previous = button("round", "previous")
  const restart = button("round", "restart")
  const play = button("round main", "play")
  const next = button("round", "next")
  const speeds = element("div", "speeds", [], { role: "radiogroup" })
  const colorBox = element("input", "", [], { type: "checkbox", checked: "" })
  const colorWords = element("span")
  const colorLabel = element("label", "switch", [colorBox, colorWords])
  const buttons = element("div", "buttons", [previous.made, restart.made, play.made, next.made])
  const options = element("div", "options", [speeds, colorLabel])
  const stage = element("div", "stage", [paper, head, slider, legend, buttons, options])

  const guessTitle = element("h3")
  const model = element("p", "model")
  const guesses = element("ol", "guesses")
  const note = element("p", "note")
  const seen = element("canvas", "", [], { width: SIDE, height: SIDE, "aria-hidden": "true" })
  const seenWords = element("p")
  const seenBox = element("div", "seen", [seen, seenWords])
  const traceTitle = element("p", "trace-title")
  const trace = element("div", "trace", [], { "aria-hidden": "true" })
  const verdict = element("p", "verdict")
  const traceBox = element("div", "trace-box", [traceTitle, trace, verdict])
  const pace = element("p", "pace")
  const side = element("div", "side", [guessTitle, model, guesses, note, seenBox, traceBox, pace])

  const wallTitle = element("h3")
  const wallHint = element("p", "hint")
  // Both words lie in one place, so that the button stays as wide as the longer one.
  const everyWords = { all: element("span"), stop: element("span") }
  const every = button("every", "wall")
  every.made.append(element("span", "either", [everyWords.all, everyWords.stop]))
  const wall = element("div", "wall", [], { role: "listbox" })
  const wallHead = element("div", "wall-head", [element("div", "", [wallTitle, wallHint]), every.made])
  const root = element("div", "replay", [element("div", "columns", [stage, side]), wallHead, wall])
  parent.appendChild(root)

  let data = null
  let report = () => {}
  let chosen = null // the drawing on the stage, by its key
  let drawing = null // what `sketch` made of it
  let tiles = []
  let clock = 0 // seconds into the drawing, at the usual pace
  let playing = false
  let speed = 1
  let frame = 0 // of the stage
  let wallFrame = 0
  let answer = null
  let saidStep = null // the guesses on the page
  const { listen, ended } = listening()

  const rows = [0, 1, 2].map(() => {
    const name = element("span", "name")
    const score = element("span", "score")
    const bar = element("span", "bar", [element("i")])
    const row = element("li", "guess", [name, score, bar])
    return { row, name, score, bar }
  })
  guesses.append(...rows.map(({ row }) => row))

  const color = (index, count) => {
    const { light, dark } = data.palette
    const at = count > 1 ? Math.round((index / (count - 1)) * (light.length - 1)) : 0
    return `light-dark(${light[at]}, ${dark[at]})`
  }

  // ---- Bringing the page up to date

  function update({ data: newData, setStateValue }) {
    const otherClass = !data || data.class !== newData.class
    data = newData
    report = (key) => setStateValue("chosen", key)
    if (otherClass) {
      hang()
      choose(data.chosen)
    }
    sayWords()
    showAnswer()
    showProgress()
  }

  function sayWords() {
    const { words } = data
    named(previous.made, words.previous)
    named(next.made, words.next)
    named(restart.made, words.restart)
    named(play.made, playing ? words.pause : words.play)
    paper.setAttribute("aria-label", words.picture)
    slider.setAttribute("aria-label", words.slider)
    first.textContent = words.first
    last.textContent = words.last
    colorWords.textContent = words.colors
    guessTitle.textContent = words.guesses
    traceTitle.textContent = words.trace
    seenWords.textContent = words.seen
    pace.textContent = words.pace
    wallTitle.textContent = words.wall
    wallHint.textContent = words.wallHint
    wall.setAttribute("aria-label", words.wall)
    everyWords.all.textContent = words.all
    everyWords.stop.textContent = words.stop
    speeds.setAttribute("aria-label", words.speed)
    if (speeds.childElementCount !== data.speeds.length)
      speeds.replaceChildren(
        ...data.speeds.map(({ value }) => {
          const radio = element("input")
          radio.type = "radio"
          radio.name = "speed"
          radio.value = value
          radio.checked = value === speed
          listen(radio, "change", () => {
            speed = value
          })
          return element("label", "", [radio, element("span")])
        }),
      )
    data.speeds.forEach(({ text }, index) => {
      speeds.children[index].lastChild.textContent = text
    })
    tiles.forEach(nameTile)
  }

  // ---- The stage

  function choose(key) {
    chosen = key
    const index = data.drawings.findIndex((one) => one.key === key)
    const { strokes } = data.drawings[index]
    drawing = sketch(paper, strokes, color, WIDTH.large, pen)
    number.textContent = fill(data.words.number, { number: index + 1, all: data.drawings.length })
    slider.max = drawing.count
    const bands = strokes.map((_stroke, at) => {
      const [from, to] = [at, at + 1].map((edge) => `${(100 * edge) / drawing.count}%`)
      return `${color(at, drawing.count)} ${from} ${to}`
    })
    root.style.setProperty("--bands", `linear-gradient(to right, ${bands.join(", ")})`)
    for (const tile of tiles) tile.node.setAttribute("aria-selected", String(tile.key === key))
    setTabStop(tiles.map(({ node }) => node), tiles[index].node)
    showAnswer()
    begin()
  }

  // Who wants no motion gets the finished drawing.
  function begin() {
    clock = reducedMotion() ? drawing.time.ends : 0
    setPlaying(!reducedMotion())
    showProgress()
  }

  function showAnswer() {
    answer = data.answer?.key === chosen ? data.answer : null
    saidStep = null
    layTrace()
  }

  // Takes another drawing and has the network look at it.
  function go(key) {
    if (key === chosen) {
      begin()
      return
    }
    choose(key)
    report(key)
  }

  function step(by) {
    const { drawings } = data
    const index = drawings.findIndex((one) => one.key === chosen)
    go(drawings[(index + by + drawings.length) % drawings.length].key)
  }

  // Also runs when it is on already: from a new place, or for a new drawing.
  function setPlaying(on) {
    playing = on
    play.show(on ? "pause" : "play")
    named(play.made, on ? data.words.pause : data.words.play)
    cancelAnimationFrame(frame)
    let before = null
    const tick = (now) => {
      // A tab that was away comes back to where it was.
      clock += speed * (before === null ? 0 : Math.min(0.1, (now - before) / 1000))
      before = now
      showProgress()
      if (clock < drawing.time.ends) frame = requestAnimationFrame(tick)
      else setPlaying(false)
    }
    if (on) frame = requestAnimationFrame(tick)
  }

  function showProgress() {
    const progress = drawing.time.progressAt(clock)
    drawing.show(progress)
    slider.value = progress
    const done = Math.floor(progress)
    root.dataset.done = done
    // A stroke counts from its first point on, its guesses come with its last.
    const words = fill(data.words.counter, { done: Math.ceil(progress), all: drawing.count })
    if (counter.textContent !== words) counter.textContent = words
    slider.setAttribute("aria-valuetext", words)
    if (done !== saidStep) {
      saidStep = done
      showGuesses(done)
    }
  }

  function goTo(progress) {
    clock = drawing.time.secondsAt(Math.min(Math.max(progress, 0), drawing.count))
    setPlaying(false)
    showProgress()
  }

  listen(play.made, "click", () => {
    if (!playing && clock >= drawing.time.ends) clock = 0
    setPlaying(!playing)
  })
  listen(restart.made, "click", () => {
    clock = 0
    setPlaying(true)
  })
  listen(previous.made, "click", () => step(-1))
  listen(next.made, "click", () => step(1))
  listen(slider, "input", () => goTo(Number(slider.value)))
  listen(slider, "keydown", (event) => {
    if (withModifier(event)) return
    const progress = drawing.time.progressAt(clock)
    const goal = {
      ArrowRight: Math.floor(progress) + 1,
      ArrowUp: Math.floor(progress) + 1,
      ArrowLeft: Math.ceil(progress) - 1,
      ArrowDown: Math.ceil(progress) - 1,
      Home: 0,
      End: drawing.count,
    }[event.key]
    if (goal === undefined) return
    goTo(goal)
    event.preventDefault()
  })
  listen(colorBox, "change", () => root.classList.toggle("plain", !colorBox.checked))

  // ---- What the network guesses

  function showGuesses(done) {
    const here = answer?.steps[done - 1]
    guesses.hidden = !here
    seenBox.hidden = !answer?.steps[0]?.seen
    if (!seenBox.hidden) paintSeen(seen, here?.seen)
    note.hidden = Boolean(here)
    note.textContent = answer ? data.words.nothing : data.words.pending
    rows.forEach(({ row, name, score, bar }, index) => {
      const guess = here?.guesses[index]
      row.hidden = !guess
      if (!guess) return
      row.classList.toggle("right", guess.right)
      name.textContent = guess.name
      score.textContent = guess.percent
      bar.style.setProperty("--score", guess.score)
    })
    ;[...trace.children].forEach((bar, index) => {
      bar.classList.toggle("come", index < done)
      bar.classList.toggle("now", index === done - 1)
    })
  }

  function layTrace() {
    model.textContent = answer?.model ?? ""
    verdict.textContent = answer?.verdict ?? ""
    const known = answer && answer.steps.every((one) => one.right !== null)
    traceTitle.hidden = trace.hidden = !known
    trace.replaceChildren(
      ...(known ? answer.steps : []).map((one, index) => {
        const bar = element("button", "", [element("i")])
        bar.type = "button"
        bar.tabIndex = -1
        bar.style.setProperty("--score", one.right)
        bar.style.setProperty("--order", color(index, answer.steps.length))
        return bar
      }),
    )
  }

  listen(trace, "click", (event) => {
    const index = [...trace.children].indexOf(event.target.closest("button"))
    if (index >= 0) goTo(index + 1)
  })

  // ---- The wall

  function hang() {
    stopWall()
    tiles = data.drawings.map(({ key, strokes }, index) => {
      const svg = shape("svg", { "aria-hidden": "true" })
      const node = element("div", "tile", [svg])
      node.setAttribute("role", "option")
      const tile = { key, index, node, ...sketch(svg, strokes, color, WIDTH.small) }
      tile.show(tile.count)
      nameTile(tile)
      return tile
    })
    wall.replaceChildren(...tiles.map(({ node }) => node))
  }

  function nameTile({ node, index, count }) {
    node.setAttribute("aria-label", fill(data.words.tile, { number: index + 1, strokes: count }))
  }

  function stopWall() {
    cancelAnimationFrame(wallFrame)
    wallFrame = 0
    every.show("wall")
    every.made.classList.remove("on")
    for (const tile of tiles) tile.show(tile.count)
  }

  function playWall() {
    let seconds = 0
    let before = null
    every.show("stop")
    every.made.classList.add("on")
    const last = Math.max(...tiles.map((tile) => tile.time.ends))
    const tick = (now) => {
      seconds += speed * (before === null ? 0 : Math.min(0.1, (now - before) / 1000))
      before = now
      for (const tile of tiles) tile.show(tile.time.progressAt(seconds))
      if (seconds < last) wallFrame = requestAnimationFrame(tick)
      else stopWall()
    }
    wallFrame = requestAnimationFrame(tick)
  }

  listen(every.made, "click", () => (wallFrame ? stopWall() : playWall()))

  const tileOf = (event) => tiles.find((tile) => tile.node === event.target.closest(".tile"))

  function goAndShow(tile) {
    go(tile.key)
    stage.scrollIntoView({ block: "nearest", behavior: reducedMotion() ? "auto" : "smooth" })
  }

  listen(wall, "click", (event) => {
    const tile = tileOf(event)
    if (tile) goAndShow(tile)
  })
  listen(wall, "keydown", (event) => {
    const tile = tileOf(event)
    if (!tile || withModifier(event)) return
    const columns = tiles.filter(({ node }) => node.offsetTop === tiles[0].node.offsetTop).length
    const goal = {
      ArrowRight: tile.index + 1,
      ArrowLeft: tile.index - 1,
      ArrowDown: tile.index + columns,
      ArrowUp: tile.index - columns,
      Home: 0,
      End: tiles.length - 1,
    }[event.key]
    if (goal !== undefined) {
      const other = tiles[goal]
      if (other) {
        setTabStop(tiles.map(({ node }) => node), other.node)
        other.node.focus()
      }
    } else if (event.key === "Enter" || event.key === " ") {
      goAndShow(tile)
    } else {
      return
    }
    event.preventDefault()
  })

  function destroy() {
    ended.abort()
    cancelAnimationFrame(frame)
    cancelAnimationFrame(wallFrame)
    root.remove()
  }

  return { update, destroy }
}
