// The canvas has a width of its own, draws no box under a finger, and hides its tools, in English, until a mouse comes:
// this helps.
const MOUSE = { touchstart: "mousedown", touchmove: "mousemove", touchend: "mouseup", touchcancel: "mouseup" };
const tools = new CSSStyleSheet();
tools.replaceSync(`
  .dc-toolbar { opacity: 1 !important; top: -2.65rem !important; }
  .dc-icon-button { min-width: 2rem; min-height: 2rem; }
  .dc-icon-button svg { width: 1.1rem; height: 1.1rem; }
  .dc-icon-button.left-out, .dc-toolbar-separator { display: none; }
`);

const touched = (event) => {
  const canvas = event.composedPath()[0];
  if (!canvas.classList?.contains("upper-canvas") || event.touches.length > 1) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { clientX, clientY } = event.changedTouches[0];
  const init = { clientX, clientY, button: 0, bubbles: true, composed: true, cancelable: true };
  canvas.dispatchEvent(new MouseEvent(MOUSE[event.type], init));
};

const canvases = () =>
  [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")].map((host) => host.shadowRoot).filter(Boolean);

// `words` holds what the tools that stay are called, by their names in English; the others belong to the page.
const nameTools = (root, words) => {
  for (const button of root.querySelectorAll(".dc-icon-button")) {
    root.adoptedStyleSheets = [tools];
    button.dataset.name ??= button.title;
    const said = words[button.dataset.name];
    button.classList.toggle("left-out", !said);
    if (!said || said === button.title) continue;
    button.title = said;
    button.setAttribute("aria-label", said);
  }
};

export default ({ data, parentElement, setStateValue }) => {
  let sent;
  const observer = new ResizeObserver(([entry]) => {
    // In steps, so that a scrollbar that comes and goes changes nothing.
    const width = Math.floor(entry.contentRect.width / 20) * 20;
    if (width > 0 && width !== sent) setStateValue("width", (sent = width));
  });
  observer.observe(parentElement.querySelector("div"));
  const look = () => {
    for (const root of canvases()) {
      mounted.observe(root, { childList: true, subtree: true });
      nameTools(root, data.words);
    }
  };
  const mounted = new MutationObserver(look);
  mounted.observe(document.body, { childList: true, subtree: true });
  look();
  const options = { capture: true, passive: false };
  for (const type in MOUSE) window.addEventListener(type, touched, options);
  return () => {
    observer.disconnect();
    mounted.disconnect();
    for (const type in MOUSE) window.removeEventListener(type, touched, options);
  };
}
