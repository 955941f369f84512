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
  const icon = shape("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, [path])
  const made = element("button", className, [icon])
  made.type = "button"
  return { made, show: (name) => path.setAttribute("d", SIGNS[name]) }
}

const named = (node, words) => {
  node.setAttribute("aria-label", words)
  node.title = words
}

const fill = (words, values) => words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
