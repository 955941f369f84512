const UNITS = 255 // a drawing's larger side
const MARGIN = 18
const PACE = 300 // units of line a second
const LIFT = 0.3 // seconds between two strokes
const SHORTEST = 0.15 // seconds that even a dot takes

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
