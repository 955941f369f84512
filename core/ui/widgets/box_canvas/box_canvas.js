// The canvas has a width of its own, draws no box under a finger, and hides its tools until a mouse comes: this helps.
const MOUSE = { touchstart: "mousedown", touchmove: "mousemove", touchend: "mouseup", touchcancel: "mouseup" };
const tools = new CSSStyleSheet();
tools.replaceSync(".dc-toolbar { opacity: 1 !important; top: -2.65rem !important; }");

const touched = (event) => {
  const canvas = event.composedPath()[0];
  if (!canvas.classList?.contains("upper-canvas") || event.touches.length > 1) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  canvas.getRootNode().adoptedStyleSheets = [tools];
  const { clientX, clientY } = event.changedTouches[0];
  const init = { clientX, clientY, button: 0, bubbles: true, composed: true, cancelable: true };
  canvas.dispatchEvent(new MouseEvent(MOUSE[event.type], init));
};

export default ({ parentElement, setStateValue }) => {
  let sent;
  const observer = new ResizeObserver(([entry]) => {
    // In steps, so that a scrollbar that comes and goes changes nothing.
    const width = Math.floor(entry.contentRect.width / 20) * 20;
    if (width > 0 && width !== sent) setStateValue("width", (sent = width));
  });
  observer.observe(parentElement.querySelector("div"));
  const options = { capture: true, passive: false };
  for (const type in MOUSE) window.addEventListener(type, touched, options);
  return () => {
    observer.disconnect();
    for (const type in MOUSE) window.removeEventListener(type, touched, options);
  };
}
