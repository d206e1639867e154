/** Elements of the page, found or made from its templates, with their types checked. */

/**
 * The element with that id. Throws if the page has none, or one of another type.
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  return checked(document.getElementById(id), type, `#${id}`);
}

/**
 * The first element inside `root` that fits. Throws as `byId` does.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function part(root, selector, type) {
  return checked(root.querySelector(selector), type, selector);
}

/**
 * A fresh copy of what the `<template>` with that id holds.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function piece(id) {
  const content = byId(id, HTMLTemplateElement).content.firstElementChild;
  return checked(content?.cloneNode(true) ?? null, HTMLElement, `template #${id}`);
}

/**
 * @template {Element} T
 * @param {Node | null} node
 * @param {new () => T} type
 * @param {string} name
 * @returns {T}
 */
function checked(node, type, name) {
  if (node instanceof type) return node;
  throw new TypeError(`The page has no ${type.name} ${name}.`);
}
