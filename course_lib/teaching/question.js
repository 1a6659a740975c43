// One question: a fieldset of radio buttons, a button, and a line of feedback that screen readers announce.
// Text from the bank enters as textContent only, so it cannot become markup.
function render({ model, el }) {
  const group = `question-${model.model_id ?? Math.random()}-${el.ownerDocument.querySelectorAll(".course-question").length}`;
  const fieldset = document.createElement("fieldset");
  fieldset.className = "course-question";
  const legend = document.createElement("legend");
  legend.textContent = model.get("question");
  fieldset.append(legend);

  model.get("options").forEach((text, index) => {
    const label = document.createElement("label");
    const radio = document.createElement("input");
    radio.type = "radio";
    radio.name = group;
    radio.value = String(index);
    radio.checked = index === model.get("choice");
    // Without this JupyterLab takes the arrow keys for moving between cells.
    radio.setAttribute("data-lm-suppress-shortcuts", "true");
    const words = document.createElement("span");
    words.textContent = `${"abcd"[index]})  ${text}`;
    label.append(radio, words);
    fieldset.append(label);
  });

  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Answer";
  button.setAttribute("data-lm-suppress-shortcuts", "true");
  const feedback = document.createElement("p");
  feedback.setAttribute("role", "status");

  button.addEventListener("click", () => {
    const chosen = fieldset.querySelector("input:checked");
    if (!chosen) {
      feedback.textContent = "Choose an option first.";
      return;
    }
    model.set("choice", Number(chosen.value));
    model.set("turn", model.get("turn") + 1);
    model.save_changes();
  });

  const show = () => {
    feedback.textContent = model.get("feedback");
    feedback.dataset.right = String(model.get("right"));
  };
  model.on("change:feedback", show);
  show();

  fieldset.append(button, feedback);
  el.append(fieldset);
  return () => model.off("change:feedback", show);
}

export default { render };
