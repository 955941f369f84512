const MASK_SIDE = 256 // a mask is looked up at this size when the pointer moves over it

// Reads a mask (the address of a picture, whose opacity counts): which places are inside, how many pixels of `picture`
// it covers and the box around them, null where there is nothing.
async function maskGrid(source, picture) {
  const bitmap = new Image()
  bitmap.src = source
  await bitmap.decode()
  const scale = Math.min(1, MASK_SIDE / Math.max(bitmap.width, bitmap.height))
  const width = Math.max(1, Math.round(bitmap.width * scale))
  const height = Math.max(1, Math.round(bitmap.height * scale))
  const canvas = element("canvas")
  canvas.width = width
  canvas.height = height
  const pen = canvas.getContext("2d", { willReadFrequently: true })
  pen.drawImage(bitmap, 0, 0, width, height)
  const pixels = pen.getImageData(0, 0, width, height).data
  let [count, left, top, right, bottom] = [0, width, height, 0, 0]
  const inside = new Uint8Array(width * height)
  for (let at = 0; at < inside.length; at++) {
    if (pixels[4 * at + 3] < 128) continue
    inside[at] = 1
    count += 1
    left = Math.min(left, at % width)
    right = Math.max(right, (at % width) + 1)
    top = Math.min(top, Math.floor(at / width))
    bottom = Math.max(bottom, Math.floor(at / width) + 1)
  }
  const [stepX, stepY] = [picture.width / width, picture.height / height]
  const box = count ? [left * stepX, top * stepY, right * stepX, bottom * stepY] : null
  return { inside, width, height, area: count * stepX * stepY, box }
}
