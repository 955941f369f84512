// A square of paper, 1000 units on a side whatever its size on the screen. Lines are kept as points, so that undo and
// the eraser work on lines, and what is sent is what is seen.
const UNITS = 1000;
const STEP = 4;
const LONG_MS = 700;
const pads = new WeakMap();

const pairs = (flat) => Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);

const near = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);

// Fast hands leave gaps of many units between two reports of the pointer; the eraser needs points everywhere.
const extend = (line, point) => {
  const last = line[line.length - 1];
  const parts = last ? Math.max(1, Math.ceil(near(last, point) / STEP)) : 1;
  for (let i = 1; i <= parts; i++) {
    line.push(last ? [0, 1].map((k) => last[k] + ((point[k] - last[k]) * i) / parts) : point);
  }
};

// What the eraser leaves of the lines: each is cut where it came near, and pieces of one point are crumbs.
const erased = (lines, path, radius) => {
  // Its own points are closer together than it is wide.
  const stops = path.filter((_, i) => i % Math.max(1, Math.floor(radius / 2 / STEP)) === 0 || i === path.length - 1);
  return lines.flatMap((line) => {
    const pieces = [[]];
    for (const point of line.points) {
      if (stops.some((other) => near(point, other) <= radius + line.width / 2)) pieces.push([]);
      else pieces[pieces.length - 1].push(point);
    }
    if (pieces.length === 1) return [line];
    return pieces.filter((points) => points.length > 1).map((points) => ({ ...line, points }));
  });
};

const trace = (context, { points, width }) => {
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(...points[0]);
  // A line of no length at all is not drawn, round ends or not.
  context.lineTo(points[0][0] + 0.1, points[0][1]);
  for (const point of points.slice(1)) context.lineTo(...point);
  context.stroke();
};

// What is finished lies under the sheet: it can be seen, and no tool changes it.
const showFinished = (context, { strokes, ink, box, name }, width) => {
  const [left, top, right, bottom] = box;
  context.strokeStyle = context.fillStyle = ink;
  strokes.forEach((flat) => trace(context, { points: pairs(flat), width }));
  context.lineWidth = 2.5;
  context.setLineDash([10, 8]);
  context.strokeRect(left, top, right - left, bottom - top);
  context.setLineDash([]);
  context.font = "44px sans-serif";
  const x = Math.max(4, Math.min(left, UNITS - 4 - context.measureText(name).width));
  const y = top > 52 ? top - 12 : Math.min(bottom + 44, UNITS - 8);
  context.strokeStyle = "#ffffff";
  context.lineWidth = 8;
  context.strokeText(name, x, y);
  context.fillText(name, x, y);
};

const create = (root) => {
  const canvas = root.querySelector("canvas");
  const context = canvas.getContext("2d");
  const button = (name) => root.querySelector(`[data-tool="${name}"]`);
  const width = root.querySelector("input");
  const pad = { lines: [], past: [], tool: "pen", drawing: null, pointer: null, sent: 0, paper: null, reported: "" };

  const paint = () => {
    const scale = canvas.width / UNITS;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, UNITS, UNITS);
    context.lineCap = context.lineJoin = "round";
    const { finished, ink } = pad.data ?? { finished: [], ink: "#000000" };
    finished.forEach((thing) => showFinished(context, thing, pad.data.width));
    context.strokeStyle = ink;
    pad.lines.forEach((line) => trace(context, line));
    if (pad.drawing && pad.tool === "pen") trace(context, pad.drawing);
    if (pad.drawing && pad.tool === "eraser") {
      context.strokeStyle = "#c9d6d5";
      trace(context, { points: pad.drawing.points.slice(-1), width: pad.drawing.width });
    }
  };

  const show = () => {
    paint();
    const busy = pad.data.disabled;
    const { empty, line, lines } = pad.data.words;
    const { finished } = pad.data;
    const drawn = [empty, line][pad.lines.length] ?? lines.replace("{n}", pad.lines.length);
    canvas.setAttribute("aria-label", [drawn, ...finished.map((thing) => thing.name)].join(", "));
    root.querySelector(".hint").hidden = pad.lines.length + finished.length > 0 || pad.drawing !== null;
    button("undo").disabled = busy || pad.past.length === 0;
    button("clear").disabled = busy || pad.lines.length === 0;
    for (const name of ["pen", "eraser"]) {
      button(name).setAttribute("aria-pressed", String(pad.tool === name));
      button(name).disabled = busy;
    }
    width.disabled = busy;
    width.hidden = pad.data.width !== null;
  };

  const send = (lines) => {
    const strokes = lines.map((line) => line.points.flatMap((point) => point.map(Math.round)));
    const widths = lines.map((line) => line.width);
    const reported = JSON.stringify(strokes);
    if (reported === pad.reported) return;
    pad.reported = reported;
    pad.sent = Date.now();
    pad.send({ paper: pad.paper, strokes, widths });
  };

  const change = (lines) => {
    pad.past.push(pad.lines);
    pad.lines = lines;
    show();
    send(lines);
  };

  const positionOf = (event) => {
    const box = canvas.getBoundingClientRect();
    const at = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    return at.map((part) => Math.min(UNITS, Math.max(0, part * UNITS)));
  };

  const begin = (event) => {
    if (pad.data.disabled || pad.pointer !== null || event.button !== 0) return;
    event.preventDefault();
    pad.pointer = event.pointerId;
    canvas.setPointerCapture(event.pointerId);
    const factor = pad.tool === "eraser" ? 3 : 1;
    pad.drawing = { points: [], width: factor * (pad.data.width ?? Number(width.value)) };
    pad.sent = Date.now();
    extend(pad.drawing.points, positionOf(event));
    show();
  };

  const move = (event) => {
    if (event.pointerId !== pad.pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const part of events.length ? events : [event]) extend(pad.drawing.points, positionOf(part));
    paint();
    // A long line is not over for seconds: what there is of it can be guessed meanwhile.
    if (pad.tool === "pen" && Date.now() - pad.sent > LONG_MS) send([...pad.lines, pad.drawing]);
  };

  const end = (event) => {
    if (event.pointerId !== pad.pointer) return;
    const line = pad.drawing;
    pad.pointer = pad.drawing = null;
    if (pad.tool === "pen") return change([...pad.lines, line]);
    const left = erased(pad.lines, line.points, line.width / 2);
    if (JSON.stringify(left) !== JSON.stringify(pad.lines)) change(left);
    else show();
  };

  canvas.addEventListener("pointerdown", begin);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  for (const name of ["pen", "eraser"]) {
    button(name).addEventListener("click", () => {
      pad.tool = name;
      show();
    });
  }
  const undo = () => {
    if (pad.data.disabled || pad.past.length === 0 || pad.drawing) return;
    pad.lines = pad.past.pop();
    show();
    send(pad.lines);
  };
  button("undo").addEventListener("click", undo);
  button("clear").addEventListener("click", () => change([]));
  root.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    undo();
  });

  // As many pixels as the screen has, so that lines stay crisp.
  new ResizeObserver(([entry]) => {
    const side = Math.round(entry.contentRect.width * (window.devicePixelRatio || 1));
    if (side > 0 && side !== canvas.width) {
      canvas.width = canvas.height = side;
      paint();
    }
  }).observe(canvas);

  pad.update = (data, send) => {
    pad.data = data;
    pad.send = send;
    if (data.paper !== pad.paper) {
      pad.paper = data.paper;
      pad.past = [];
      pad.pointer = pad.drawing = null;
      pad.lines = data.strokes.map((flat, i) => ({ points: pairs(flat), width: data.widths[i] }));
      pad.reported = JSON.stringify(data.strokes);
    }
    for (const element of root.querySelectorAll("[data-word]")) {
      const words = data.words[element.dataset.word];
      if (element.dataset.word === "hint") element.textContent = words;
      else {
        element.setAttribute("aria-label", words);
        element.title = words;
      }
    }
    show();
  };
  return pad;
};

export default ({ parentElement, data, setStateValue }) => {
  const root = parentElement.querySelector(".pad");
  if (!pads.has(root)) pads.set(root, create(root));
  pads.get(root).update(data, (drawing) => setStateValue("drawing", drawing));
};
