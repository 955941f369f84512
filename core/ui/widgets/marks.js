// Boxes on a picture and the chips that name them, for the components that show a picture.

const CHIP_SHARE = 0.055 // of the picture that chips may cover, all together
const MOST_HIDDEN = 0.2 // of a box that the chip of a larger one may cover

const overlap = (one, other) =>
  Math.max(0, Math.min(one[2], other[2]) - Math.max(one[0], other[0])) *
  Math.max(0, Math.min(one[3], other[3]) - Math.max(one[1], other[1]))

// Where the chips of boxes go on a picture of `wide` x `high`: the surest first, where there is room; the rest wait until
// they are lit. Each of `chips` has a size, the box that it names, and the area of what is in it, all in CSS pixels.
// Returns for each its spot (a box, null where there is no room) and the corner where it shows itself when it is lit.
// A chip may hide no other chip and no good part of a smaller box, and all of them together only so much picture.
function chipPlaces(chips, wide, high) {
  const occupied = []
  let budget = wide * high * CHIP_SHARE
  return chips.map((chip, index) => {
    const [width, height] = chip.size
    const candidates = aroundBox(chip).map(([x, y]) => {
      const [atX, atY] = [Math.max(0, Math.min(x, wide - width)), Math.max(0, Math.min(y, high - height))]
      return [atX, atY, atX + width, atY + height]
    })
    const isClear = (spot) =>
      occupied.every((other) => overlap(spot, other) === 0) &&
      chips.every(
        (other) => other === chip || other.area > chip.area || overlap(spot, other.box) <= MOST_HIDDEN * other.area,
      )
    // The first chip is shown whatever it costs: a picture with one box has one name.
    const affordable = index === 0 || width * height <= budget
    const spot = (affordable && candidates.find(isClear)) || null
    if (spot) {
      occupied.push(spot)
      budget -= width * height
    }
    return { spot, corner: spot ?? candidates[0] }
  })
}

// The corners that a chip may have, the best first: outside and inside of the box's own corners.
function aroundBox({ size: [width, height], box: [left, top, right, bottom] }) {
  return [
    [left - 1, top - height - 2], [left + 2, top + 2], [left - 1, bottom + 2],
    [right - width + 1, top - height - 2], [right - width - 2, top + 2], [left + 2, bottom - height - 2],
  ]
}

// The outline of a box that is yet to be placed: an edge that is seen on any ground, and a line in the label's colour.
const outlineShape = () => shape("g", { class: "outline" }, [shape("rect", { class: "edge" }), shape("rect", { class: "line" })])

function placeOutline(outline, [left, top, right, bottom]) {
  for (const rect of outline.children) {
    rect.setAttribute("x", left)
    rect.setAttribute("y", top)
    rect.setAttribute("width", Math.max(right - left, 0))
    rect.setAttribute("height", Math.max(bottom - top, 0))
  }
}
