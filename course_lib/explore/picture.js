// One picture and its line of numbers. A new picture is decoded before it takes the old one's place, so nothing
// flickers; picture and numbers change in the same frame. Loads nothing from anywhere.

function render({ model, el }) {
  const figure = document.createElement("figure");
  figure.className = "course-picture";
  let image = document.createElement("img");
  const caption = document.createElement("figcaption");
  caption.setAttribute("role", "status"); // read out politely when it changes
  figure.append(image, caption);
  el.append(figure);

  let asked = 0; // pictures that have arrived
  let shown = 0; // the newest of them on the page
  let address = null;

  async function show() {
    const data = model.get("data");
    if (!data || data.byteLength === 0) {
      caption.textContent = model.get("caption");
      return;
    }
    const turn = ++asked;
    const words = model.get("caption");
    const next = new Image();
    next.alt = model.get("alt");
    next.setAttribute("role", "img");
    next.width = model.get("width");
    next.height = model.get("height");
    const nextAddress = URL.createObjectURL(new Blob([data], { type: model.get("mime") }));
    next.src = nextAddress;
    try {
      await next.decode();
    } catch (error) {
      URL.revokeObjectURL(nextAddress);
      caption.textContent = `The picture could not be shown (${error.message}). Run the cell again.`;
      return;
    }
    if (turn < shown) {
      URL.revokeObjectURL(nextAddress); // a newer one is already there
      return;
    }
    shown = turn;
    image.replaceWith(next);
    image = next;
    caption.textContent = words;
    if (address) URL.revokeObjectURL(address);
    address = nextAddress;
    requestAnimationFrame(() => {
      figure.dataset.painted = String(turn);
    });
  }

  model.on("change", show);
  show();
  const stopNaming = nameControls(el);
  return () => {
    model.off("change", show);
    stopNaming();
    if (address) URL.revokeObjectURL(address);
  };
}

// ipywidgets' sliders show a label but carry no accessible name, and a slider over a list of options announces its
// index. Both are put right for the controls that stand in the same box as the picture. And JupyterLab would take the
// arrow keys on a list or a slider for moving between cells.
function nameControls(el) {
  let watcher = null;
  const frame = requestAnimationFrame(() => {
    const box = el.closest(".course-explorer");
    if (!box) return;
    const visit = () => {
      box.querySelectorAll(".widget-hslider").forEach(nameSlider);
      box.querySelectorAll("select, .noUi-handle").forEach((node) => setOnce(node, "data-lm-suppress-shortcuts", "true"));
    };
    visit();
    watcher = new MutationObserver(visit);
    watcher.observe(box, { childList: true, subtree: true, characterData: true });
  });
  return () => {
    cancelAnimationFrame(frame);
    if (watcher) watcher.disconnect();
  };
}

function nameSlider(slider) {
  const label = slider.querySelector(".widget-label");
  const handle = slider.querySelector(".noUi-handle");
  const value = slider.querySelector(".widget-readout");
  if (!label || !handle) return;
  setOnce(handle, "aria-label", label.textContent.trim());
  if (value) setOnce(handle, "aria-valuetext", value.textContent.trim());
}

function setOnce(node, name, text) {
  if (node.getAttribute(name) !== text) node.setAttribute(name, text);
}

export default { render };
