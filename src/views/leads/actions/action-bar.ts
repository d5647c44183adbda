import { element } from '../../shared/elements.ts';
import { button, setOff } from '../button.ts';
import type { LeadList } from '../lead-list.ts';
import { isPayable } from '../offer.ts';
import { PAID_TOOLS, type PaidTool } from '../row.ts';
import type { Speech } from '../texts/texts.ts';
import { savable } from './prospects.ts';

export interface ActionParts {
  readonly list: LeadList;
  readonly speech: Speech;
  /** Whether the host lets cards call tools. */
  readonly canCall: () => boolean;
  readonly isBusy: () => boolean;
  readonly onSave: () => void;
  readonly onPaid: (tool: PaidTool) => void;
  readonly onCopy: () => void;
}

/** What can be done with those who are selected. */
export class ActionBar {
  readonly element: HTMLElement;
  readonly #parts: ActionParts;
  readonly #save: HTMLButtonElement;
  readonly #copy: HTMLButtonElement;
  readonly #paid: ReadonlyMap<PaidTool, HTMLButtonElement>;

  constructor(parts: ActionParts) {
    this.#parts = parts;
    this.#save = button('', parts.onSave);
    this.#copy = button('', parts.onCopy);
    const tools = Object.keys(PAID_TOOLS) as PaidTool[];
    this.#paid = new Map(tools.map(tool => [tool, button('', () => parts.onPaid(tool))]));
    this.element = element('div', { class: 'actions' }, ...this.#paid.values(), this.#save, this.#copy);
  }

  refresh(): void {
    const { list, speech, canCall, isBusy } = this.#parts;
    const { texts, number } = speech;
    const { rows, selected } = list;
    this.element.hidden = rows.length === 0;
    for (const [tool, paid] of this.#paid) {
      const count = selected.filter(row => isPayable(row, tool)).length;
      const action = texts.paid[tool];
      paid.hidden = !canCall() || !rows.some(row => isPayable(row, tool));
      setOff(paid, isBusy() || count === 0);
      paid.textContent = count > 0 ? texts.atMost(action, count, number(count)) : action;
    }
    const count = savable(selected).length;
    this.#save.hidden = !canCall() || savable(rows).length === 0;
    setOff(this.#save, isBusy() || count === 0);
    this.#save.textContent = texts.save(count, number(count));
    setOff(this.#copy, list.shown.length === 0);
    this.#copy.textContent = texts.copy(selected.length, number(selected.length));
    this.#setPrimary();
  }

  /** What comes next for those who are selected stands out. */
  #setPrimary(): void {
    const buttons = [...this.#paid.values(), this.#save];
    const first = buttons.find(({ hidden, ariaDisabled }) => !hidden && !ariaDisabled);
    for (const one of buttons) one.classList.toggle('primary', one === first);
  }

  focusSave(): void {
    this.#save.focus();
  }
}
