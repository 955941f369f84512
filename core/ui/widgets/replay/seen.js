const SIDE = 28 // pixels of what the network sees

// Paints a drawing as the network gets it: white ink on black. `coded` is its bytes, nothing for empty paper.
function paintSeen(canvas, coded) {
  const ink = coded ? atob(coded) : ""
  const picture = new ImageData(SIDE, SIDE)
  for (let at = 0; at < SIDE * SIDE; at += 1) {
    const value = ink.charCodeAt(at) || 0
    picture.data.set([value, value, value, 255], 4 * at)
  }
  canvas.getContext("2d").putImageData(picture, 0, 0)
}
