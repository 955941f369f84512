// The game's head: nothing in it jumps when it is brought up to date, and what is being said is not cut off.
// Text enters the page through textContent only.

const ANNOUNCED = [10, 5]; // seconds left at which the clock is read out
const HURRY = 5; // seconds left from which it is shown in the warning's colour

export default builtOnce(createClock)

function createClock(parent) {
  const number = element("span", "number");
  const marks = element("span", "marks", [], { role: "img" });
  const draw = element("span", "draw");
  const word = element("strong", "word");
  const time = element("div", "time", [], { role: "timer" });
  const fill = element("span", "fill");
  const bar = element("div", "bar", [fill], { "aria-hidden": "true" });
  const says = element("p", "says", [], { role: "status", "aria-live": "polite" });
  const unseen = element("div", "unseen", [], { "aria-live": "assertive" });
  const top = element("div", "top", [number, marks]);
  const task = element("div", "task", [draw, word]);
  const root = element("div", "head", [top, task, time, bar, says, unseen]);
  parent.append(root);

  const head = { round: null, end: 0, timer: 0, spoken: "", shown: null };

  const put = (target, text) => {
    if (target.textContent !== text) target.textContent = text;
  };

  const show = (left) => {
    const seconds = Math.ceil(left);
    put(time, String(seconds));
    const { total, words, running } = head.data;
    time.setAttribute("aria-label", `${words.clock}: ${words.seconds.replace("{n}", seconds)}`);
    root.classList.toggle("hurry", running && left <= Math.min(HURRY, total / 2));
    // The bar runs to where it will be in a second, so that it moves smoothly however rarely this is called.
    fill.style.transform = `scaleX(${Math.max(0, running ? (left - 1) / total : left / total)})`;
    if (running && seconds !== head.shown) {
      if (ANNOUNCED.includes(seconds) && total > seconds) put(unseen, words.seconds.replace("{n}", seconds));
      head.shown = seconds;
    }
  };

  const tick = () => {
    clearTimeout(head.timer);
    const { running, left: frozen, grace, name } = head.data;
    if (!running) return show(frozen);
    const left = (head.end - Date.now()) / 1000;
    show(Math.max(0, left));
    if (left <= -grace) head.ring(name);
    // To the next whole second; then to the end of the grace; then once a second, should the server not have heard.
    const next = left > 0 ? left - Math.ceil(left) + 1 : left > -grace ? left + grace : 1;
    head.timer = setTimeout(tick, 1000 * next + 5);
  };

  // Timers sleep in a tab that is not seen.
  const woken = () => document.visibilityState === "visible" && head.data && tick();
  document.addEventListener("visibilitychange", woken);

  const speak = ({ says: text, aloud, language }) => {
    if (text === head.spoken && aloud) return;
    head.spoken = aloud ? text : "";
    window.speechSynthesis?.cancel();
    if (!aloud || !/\p{L}/u.test(text)) return;
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = { es: "es-ES", en: "en-US" }[language];
    window.speechSynthesis?.speak(utterance);
  };

  head.update = ({ data, setTriggerValue }) => {
    // A new game begins where this one's first round did, not down at its results.
    if (head.data?.over && !data.over) root.scrollIntoView({ block: "start" });
    head.data = data;
    head.ring = (name) => setTriggerValue("rang", name);
    const end = Date.now() + 1000 * data.left;
    const round = data.running ? data.name : null;
    if (round === null || round !== head.round) {
      head.round = round;
      head.end = end;
      head.shown = null;
      put(unseen, "");
      // A new count down begins full, not with the bar's way back.
      fill.style.transition = "none";
      fill.style.transform = `scaleX(${data.left / data.total})`;
      void fill.offsetWidth;
      fill.style.transition = "";
    }
    // The server's word takes a while to arrive, so that of two the one that leaves less time is nearer to the truth.
    head.end = Math.min(head.end, end);
    put(number, data.words.round);
    const signs = data.marks.map(({ kind, sign }) => {
      const mark = element("i", kind);
      mark.textContent = sign;
      return mark;
    });
    marks.replaceChildren(...signs);
    marks.setAttribute("aria-label", data.words.marks);
    put(draw, data.words.draw);
    put(word, data.word);
    task.classList.toggle("secret", data.word === "");
    root.classList.toggle("over", data.over);
    put(says, data.says);
    speak(data);
    tick();
  };

  head.destroy = () => {
    clearTimeout(head.timer);
    document.removeEventListener("visibilitychange", woken);
    window.speechSynthesis?.cancel();
    root.remove();
  };
  return head;
}
