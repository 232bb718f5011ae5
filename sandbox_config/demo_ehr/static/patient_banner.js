// Who the patient is and what the record holds, in a few lines.

import { element } from "./elements.js";
import { wordsOf } from "./drafts.js";
import { read, resourcesOf } from "./fhir.js";

const PARTS = [
  ["Conditions", "Condition", (each) => [verified(each), wordsOf(each.code), since(each.onsetDateTime)]],
  ["Findings", "Observation", (each) => [wordsOf(each.code), value(each), on(each.effectiveDateTime)]],
  ["Procedures", "Procedure", (each) => [wordsOf(each.code), on(each.performedDateTime)]],
  ["Implants", "Device", (each) => [wordsOf(each.type), ...(each.safety ?? []).map(wordsOf)]],
  ["Medicines", "MedicationRequest", (each) => [wordsOf(each.medicationCodeableConcept)]],
  ["Allergies", "AllergyIntolerance", (each) => [wordsOf(each.code)]],
  ["Reports", "DiagnosticReport", (each) => [wordsOf(each.code), on(each.effectiveDateTime), each.conclusion]],
];

/** The record of a patient: `{patient, conditions, lines}`, a line being `[name, [texts]]`. */
export async function record(id) {
  const [patient, ...bundles] = await Promise.all([
    read(`Patient/${encodeURIComponent(id)}`),
    ...PARTS.map(([, type]) => read(`${type}?patient=${encodeURIComponent(id)}`)),
  ]);
  const lines = PARTS.map(([name, , words], place) =>
    [name, resourcesOf(bundles[place]).map((each) => words(each).filter(Boolean).join(", "))]);
  return { patient, conditions: resourcesOf(bundles[0]), lines: lines.filter(([, texts]) => texts.length) };
}

/** Show it. */
export function showRecord({ patient, lines }, identity, list) {
  identity.textContent = `${patient.gender}, ${age(patient.birthDate)} years, born ${patient.birthDate}`;
  list.replaceChildren(...lines.map(([name, texts]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, texts.join("; ")))));
}

function age(born) {
  const [today, birthday] = [new Date(), new Date(born)];
  const had = [today.getUTCMonth() - birthday.getUTCMonth(), today.getUTCDate() - birthday.getUTCDate()];
  return today.getUTCFullYear() - birthday.getUTCFullYear() - (had[0] < 0 || (had[0] === 0 && had[1] < 0) ? 1 : 0);
}

const since = (day) => (day ? `since ${day}` : "");
const on = (day) => day ?? "";
const value = (each) => each.valueString ?? (each.valueQuantity ? `${each.valueQuantity.value} ${each.valueQuantity.unit}` : "");

function verified(condition) {
  const code = condition.verificationStatus?.coding?.[0]?.code;
  return code && code !== "confirmed" ? code : "";
}
