import { element } from '../shared/elements.ts';

/** A button below a section's content. */
export interface Action {
  readonly label: string;
  readonly run: () => void;
}

/** What a section shows of itself, besides its content. */
export interface Looks {
  /** Empty where it has none. */
  readonly title: string;
  /** Such as `Reading …`; read out by screen readers when it changes. */
  readonly status?: string | undefined;
  readonly actions?: readonly Action[];
  /** Whether it waits: its buttons then do nothing. */
  readonly isBusy?: boolean;
}

/** A part of the card whose content comes later. */
export class Section {
  readonly element: HTMLElement;
  readonly content = element('div');
  readonly #title = element('h2', { tabindex: '-1' });
  readonly #status = element('p', { class: 'quiet', role: 'status' });
  readonly #buttons = element('p', { class: 'actions' });

  /** @param id what the title is found by, for what it names */
  constructor(id: string) {
    this.#title.id = id;
    this.element = element('section', { class: id }, this.#title, this.content, this.#status, this.#buttons);
  }

  show({ title, status = '', actions = [], isBusy = false }: Looks): void {
    this.#title.textContent = title;
    this.#title.hidden = !title;
    if (this.#status.textContent !== status) this.#status.textContent = status;
    this.#status.hidden = !status;
    this.#buttons.hidden = actions.length === 0;
    const hadFocus = this.#buttons.contains(document.activeElement);
    const buttons = actions.map(({ label, run }, index) => {
      const known = this.#buttons.children[index] as HTMLButtonElement | undefined;
      const button = known ?? element('button', { type: 'button' });
      button.textContent = label;
      button.setAttribute('aria-disabled', String(isBusy));
      button.onclick = isBusy ? null : run;
      return button;
    });
    // Buttons that stay keep the keyboard's focus.
    this.#buttons.append(...buttons.filter(button => !button.parentNode));
    while (this.#buttons.children.length > buttons.length) this.#buttons.lastChild?.remove();
    if (hadFocus && buttons.length === 0) this.#title.focus();
  }
}
