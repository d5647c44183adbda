import { element } from '../shared/elements.ts';

/** A button that does nothing while it is switched off. @param kind its class, such as `link` */
export function button(words: string, onClick: () => void, kind = ''): HTMLButtonElement {
  const made = element('button', { type: 'button', class: kind || undefined }, words);
  made.addEventListener('click', () => {
    if (!made.ariaDisabled) onClick();
  });
  return made;
}

/** Switches a button off, which keeps the focus: a button that is `disabled` loses it. */
export function setOff(button: HTMLButtonElement, isOff: boolean): void {
  button.ariaDisabled = isOff ? 'true' : null;
}
