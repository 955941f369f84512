// The browser side of the replayed drawings. Streamlit calls the default export at every change of the data, with the
// same parentElement: everything is built once and then brought up to date, so that a drawing that is being replayed
// goes on when the network's guesses arrive. Names come from data, so text enters the page through textContent only.

const SVG = "http://www.w3.org/2000/svg"
const UNITS = 255 // a drawing's larger side
const MARGIN = 18
const PACE = 300 // units of line a second
const LIFT = 0.3 // seconds between two strokes
const SHORTEST = 0.15 // seconds that even a dot takes
const SIDE = 28 // pixels of what the network sees
const WIDTH = { large: 4.5, small: 7 }
const replays = new WeakMap()

export default function ({ parentElement, data, setStateValue }) {
  let replay = replays.get(parentElement)
  if (!replay) {
    replay = createReplay(parentElement)
    replays.set(parentElement, replay)
  }
  const call = replay.update(data, (key) => setStateValue("chosen", key))
  // Streamlit may clean up an overtaken call after the next one has begun: only the last one takes the replay down.
  return () => {
    if (replay.isLast(call)) {
      replay.destroy()
      replays.delete(parentElement)
    }
  }
}

function element(name, className = "", children = []) {
  const made = document.createElement(name)
  if (className) made.className = className
  made.append(...children)
  return made
}

function shape(name, attributes = {}) {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  return made
}

// Signs of 24 x 24, drawn here because a component has no icon font of its own.
const SIGNS = {
  play: "M8 5v14l11-7z",
  pause: "M7 5h4v14H7zM13 5h4v14h-4z",
  restart: "M12 5V1L7 6l5 5V7a6 6 0 1 1-6 6H4a8 8 0 1 0 8-8z",
  previous: "M15.4 7.4 14 6l-6 6 6 6 1.4-1.4L10.8 12z",
  next: "M8.6 16.6 10 18l6-6-6-6-1.4 1.4L13.2 12z",
  wall: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  stop: "M6 6h12v12H6z",
}

function button(className, sign) {
  const path = shape("path", { d: SIGNS[sign] })
  const icon = shape("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" })
  icon.append(path)
  const made = element("button", className, [icon])
  made.type = "button"
  return { made, show: (name) => path.setAttribute("d", SIGNS[name]) }
}

const named = (node, words) => {
  node.setAttribute("aria-label", words)
  node.title = words
}

const fill = (words, values) => words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)

const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches

// ---- A drawing in time: how long each stroke takes at the usual pace, and what is there after a while

function schedule(strokes) {
  let clock = 0
  const times = strokes.map((stroke) => {
    const steps = []
    for (let at = 2; at < stroke.length; at += 2)
      steps.push(Math.hypot(stroke[at] - stroke[at - 2], stroke[at + 1] - stroke[at - 1]))
    const length = steps.reduce((sum, step) => sum + step, 0)
    const begins = clock
    const lasts = Math.max(SHORTEST, length / PACE)
    clock += lasts + LIFT
    return { begins, lasts, length, steps }
  })
  const ends = times.length ? clock - LIFT : 0
  // Progress is counted in strokes: 2.5 is two whole ones and half of the third.
  const progressAt = (seconds) => {
    if (seconds >= ends) return times.length
    const at = times.findLastIndex((time) => seconds >= time.begins)
    return at < 0 ? 0 : at + Math.min(1, (seconds - times[at].begins) / times[at].lasts)
  }
  const secondsAt = (progress) => {
    if (progress >= times.length) return ends
    const at = Math.floor(progress)
    return times[at].begins + (progress - at) * times[at].lasts
  }
  return { times, ends, progressAt, secondsAt }
}

// The beginning of a stroke up to a share (0..1) of its length, and where the pen then is.
function beginning(stroke, time, share) {
  let left = share * time.length
  const points = [[stroke[0], stroke[1]]]
  for (const [index, step] of time.steps.entries()) {
    const [x, y] = points.at(-1)
    const [toX, toY] = [stroke[2 * index + 2], stroke[2 * index + 3]]
    if (left < step) {
      points.push([x + ((toX - x) * left) / step, y + ((toY - y) * left) / step])
      break
    }
    points.push([toX, toY])
    left -= step
  }
  return points
}

const pathOf = (points) =>
  `M${points[0].join(" ")}L${(points.length > 1 ? points.slice(1) : points).map((point) => point.join(" ")).join(" ")}`

// Returns a drawing as SVG, of which `show(progress)` draws the beginning.
function sketch(svg, strokes, colors, width, pen = null) {
  let [right, bottom] = [0, 0]
  for (const stroke of strokes)
    for (let at = 0; at < stroke.length; at += 2) {
      right = Math.max(right, stroke[at])
      bottom = Math.max(bottom, stroke[at + 1])
    }
  const side = UNITS + 2 * MARGIN
  svg.setAttribute("viewBox", `${(right - side) / 2} ${(bottom - side) / 2} ${side} ${side}`)
  const time = schedule(strokes)
  const whole = strokes.map((stroke, index) => pathOf(beginning(stroke, time.times[index], 1)))
  const paths = strokes.map((_stroke, index) => {
    const made = shape("path", { class: "stroke", "stroke-width": width })
    made.style.setProperty("--order", colors(index, strokes.length))
    return made
  })
  svg.replaceChildren(...paths, ...(pen ? [pen] : []))
  let shown = []
  function show(progress) {
    const done = Math.floor(progress)
    let tip = null
    paths.forEach((path, index) => {
      let d = ""
      if (index < done) d = whole[index]
      else if (index === done && progress > done) {
        const points = beginning(strokes[index], time.times[index], progress - done)
        tip = points.at(-1)
        d = pathOf(points)
      }
      if (shown[index] !== d) path.setAttribute("d", (shown[index] = d))
    })
    if (pen) {
      pen.classList.toggle("down", tip !== null)
      if (tip) {
        pen.setAttribute("cx", tip[0])
        pen.setAttribute("cy", tip[1])
        pen.style.setProperty("--order", colors(done, strokes.length))
      }
    }
  }
  return { time, count: strokes.length, show }
}

function createReplay(parent) {
  // ---- What there is
  const pen = shape("circle", { class: "pen", r: 6 })
  const paper = shape("svg", { class: "paper", role: "img" })
  const number = element("span", "number")
  const counter = element("span", "counter")
  counter.setAttribute("role", "status")
  const head = element("div", "head", [counter, number])
  const slider = element("input", "slider")
  slider.type = "range"
  slider.min = 0
  slider.step = "any"
  const first = element("span")
  const last = element("span")
  const legend = element("div", "legend", [first, last])
  legend.setAttribute("aria-hidden", "true")
  const previous = button("round", "previous")
  const restart = button("round", "restart")
  const play = button("round main", "play")
  const next = button("round", "next")
  const speeds = element("div", "speeds")
  speeds.setAttribute("role", "radiogroup")
  const colorBox = element("input")
  colorBox.type = "checkbox"
  colorBox.checked = true
  const colorWords = element("span")
  const colorLabel = element("label", "switch", [colorBox, colorWords])
  const buttons = element("div", "buttons", [previous.made, restart.made, play.made, next.made])
  const options = element("div", "options", [speeds, colorLabel])
  const stage = element("div", "stage", [paper, head, slider, legend, buttons, options])

  const guessTitle = element("h3")
  const model = element("p", "model")
  const guesses = element("ol", "guesses")
  const note = element("p", "note")
  const seen = element("canvas")
  seen.width = seen.height = SIDE
  seen.setAttribute("aria-hidden", "true")
  const seenWords = element("p")
  const seenBox = element("div", "seen", [seen, seenWords])
  const traceTitle = element("p", "trace-title")
  const trace = element("div", "trace")
  trace.setAttribute("aria-hidden", "true")
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
  const wall = element("div", "wall")
  wall.setAttribute("role", "listbox")
  const wallHead = element("div", "wall-head", [element("div", "", [wallTitle, wallHint]), every.made])
  const root = element("div", "replay", [element("div", "columns", [stage, side]), wallHead, wall])
  parent.appendChild(root)

  let data = null
  let tell = () => {}
  let chosen = null // the drawing on the stage, by its key
  let drawing = null // what `sketch` made of it
  let tiles = []
  let clock = 0 // seconds into the drawing, at the usual pace
  let playing = false
  let speed = 1
  let frame = 0 // of the stage
  let wallFrame = 0
  let told = null
  let saidStep = null // the guesses on the page
  let calls = 0
  const ended = new AbortController()
  const listen = (target, type, act) => target.addEventListener(type, act, { signal: ended.signal })

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

  function update(newData, newTell) {
    calls += 1
    const otherClass = !data || data.class !== newData.class
    data = newData
    tell = newTell
    if (otherClass) {
      hang()
      choose(data.chosen)
    }
    sayWords()
    listenToNetwork()
    showProgress()
    return calls
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
    for (const tile of tiles) {
      tile.node.setAttribute("aria-selected", String(tile.key === key))
      tile.node.tabIndex = tile.key === key ? 0 : -1
    }
    listenToNetwork()
    begin()
  }

  // Who wants no motion gets the finished drawing.
  function begin() {
    clock = calm() ? drawing.time.ends : 0
    setPlaying(!calm())
    showProgress()
  }

  function listenToNetwork() {
    told = data.told?.key === chosen ? data.told : null
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
    tell(key)
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
    if (event.ctrlKey || event.altKey || event.metaKey) return
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
    const here = told?.steps[done - 1]
    guesses.hidden = !here
    seenBox.hidden = !told?.steps[0]?.seen
    if (!seenBox.hidden) showSeen(here?.seen)
    note.hidden = Boolean(here)
    note.textContent = told ? data.words.nothing : data.words.pending
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

  // As the network gets it: white ink on black.
  function showSeen(coded) {
    const ink = coded ? atob(coded) : ""
    const picture = new ImageData(SIDE, SIDE)
    for (let at = 0; at < SIDE * SIDE; at += 1) {
      const value = ink.charCodeAt(at) || 0
      picture.data.set([value, value, value, 255], 4 * at)
    }
    seen.getContext("2d").putImageData(picture, 0, 0)
  }

  function layTrace() {
    model.textContent = told?.model ?? ""
    verdict.textContent = told?.verdict ?? ""
    const known = told && told.steps.every((one) => one.right !== null)
    traceTitle.hidden = trace.hidden = !known
    trace.replaceChildren(
      ...(known ? told.steps : []).map((one, index) => {
        const bar = element("button", "", [element("i")])
        bar.type = "button"
        bar.tabIndex = -1
        bar.style.setProperty("--score", one.right)
        bar.style.setProperty("--order", color(index, told.steps.length))
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

  function take(tile) {
    go(tile.key)
    stage.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" })
  }

  listen(wall, "click", (event) => {
    const tile = tileOf(event)
    if (tile) take(tile)
  })
  listen(wall, "keydown", (event) => {
    const tile = tileOf(event)
    if (!tile || event.ctrlKey || event.altKey || event.metaKey) return
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
        for (const { node } of tiles) node.tabIndex = node === other.node ? 0 : -1
        other.node.focus()
      }
    } else if (event.key === "Enter" || event.key === " ") {
      take(tile)
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

  return { update, destroy, isLast: (call) => call === calls }
}
