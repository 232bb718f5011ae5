"use strict";
// SMART Web Messaging: asks the page of the EHR that opened this one to change the order. Without such a page the
// buttons stay hidden and the words beside them say what to do by hand.
document.querySelectorAll("button.print").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// What was answered, or could not be taken, is heard and seen first, also within a frame of the EHR.
const first = document.querySelector("[autofocus]") || (location.hash === "#now" && document.getElementById("now"));
if (first) first.focus();

// Printed, the folded parts are open.
const folded = document.querySelectorAll("details:not([open])");
window.addEventListener("beforeprint", () => folded.forEach((each) => { each.open = true; }));
window.addEventListener("afterprint", () => folded.forEach((each) => { each.open = false; }));

(() => {
  const { messagingOrigin: origin, messagingHandle: handle } = document.body.dataset;
  const target = window.opener || (window.parent !== window ? window.parent : null);
  const told = document.getElementById("told");
  if (!origin || !target || !told) return;
  const PATIENCE = 4000;

  const tell = (words, tone) => {
    told.hidden = false;
    told.textContent = words;
    told.className = "told " + tone;
  };

  // The reply counts only from that window, of that origin, to that very message.
  const ask = (message) => new Promise((resolve) => {
    const messageId = crypto.randomUUID();
    let timer = 0;
    const finish = (result) => {
      window.removeEventListener("message", hear);
      clearTimeout(timer);
      resolve(result);
    };
    const hear = (event) => {
      if (event.origin !== origin || event.source !== target) return;
      const data = event.data;
      if (!data || typeof data !== "object" || data.responseToMessageId !== messageId) return;
      const payload = data.payload || {};
      const failed = payload.status && !String(payload.status).startsWith("2");
      finish(failed || payload.success === false ? "refused" : "done");
    };
    window.addEventListener("message", hear);
    timer = setTimeout(() => finish("silent"), PATIENCE);
    target.postMessage({ messageId, ...(handle ? { messagingHandle: handle } : {}), ...message }, origin);
  });

  const send = async (button) => {
    const buttons = document.querySelectorAll("button.send");
    buttons.forEach((each) => { each.disabled = true; });
    let result = "done";
    for (const message of JSON.parse(button.dataset.messages)) {
      result = await ask(message);
      if (result === "refused") break;
    }
    const then = button.dataset.then && document.getElementById(button.dataset.then);
    if (result === "refused") {
      tell("The EHR did not take it. Change the order in the order form.", "bad");
    } else if (then && result === "done") {
      then.submit();
      return;
    } else if (result === "silent") {
      tell("Sent to the EHR, which has not confirmed it. Check the order there.", "middle");
    } else {
      tell("Done: the order in the EHR has changed. You can close this page.", "good");
    }
    told.scrollIntoView({ block: "nearest" });
    if (result !== "done" || then) buttons.forEach((each) => { each.disabled = false; });
  };

  document.querySelectorAll(".given > .by-hand").forEach((each) => { each.hidden = true; });
  document.querySelectorAll("button.send").forEach((button) => {
    button.hidden = false;
    const byHand = button.parentElement.querySelector(".by-hand");
    if (byHand) byHand.hidden = true;
    button.addEventListener("click", () => send(button));
  });
})();
