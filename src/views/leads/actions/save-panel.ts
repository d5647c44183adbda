import { element } from '../../shared/elements.ts';
import { numberOf, textOf } from '../../shared/values.ts';
import { entriesOf } from '../answers/answer.ts';
import { button, setOff } from '../button.ts';
import type { Arguments } from '../row.ts';
import type { Speech } from '../texts/texts.ts';

/** A list of the account. */
export interface ProspectList {
  readonly id: string;
  readonly name: string;
  readonly contacts: number | undefined;
  /** The campaigns that it feeds, as words. */
  readonly campaigns: readonly string[];
}

/** Where people are saved: on a list, or on a new one with this name. */
export type Target = { readonly list: ProspectList } | { readonly name: string };

const NEW = 'new';

export interface SaveParts {
  readonly speech: Speech;
  /** How many are saved, and how many of those selected are not. */
  readonly count: number;
  readonly leftOut: number;
  readonly onSave: (target: Target) => void;
  readonly onCancel: () => void;
}

/** Asks for the list that people are saved to. */
export class SavePanel {
  readonly element: HTMLElement;
  readonly #parts: SaveParts;
  readonly #select: HTMLSelectElement;
  readonly #name: HTMLInputElement;
  readonly #nameLabel: HTMLElement;
  readonly #warning = element('p', { class: 'warning', role: 'status' });
  readonly #save: HTMLButtonElement;
  #lists: readonly ProspectList[] = [];

  constructor(parts: SaveParts) {
    const { texts, number } = parts.speech;
    this.#parts = parts;
    this.#select = element('select', {}, element('option', { value: '' }, texts.readingLists));
    this.#select.addEventListener('change', () => this.#refresh());
    this.#name = element('input', { type: 'text', maxlength: 200 });
    this.#name.addEventListener('input', () => this.#refresh());
    this.#nameLabel = element('label', {}, texts.listName, this.#name);
    this.#save = button(texts.saveNow, () => this.#submit(), 'primary');
    const { count, leftOut } = parts;
    this.element = element(
      // No form: in the frame of a card none is sent.
      'section',
      { class: 'panel', 'aria-labelledby': 'save-title' },
      element('h2', { id: 'save-title' }, texts.saveTitle(count, number(count))),
      element('label', {}, texts.list, this.#select),
      this.#nameLabel,
      leftOut > 0 ? element('p', { class: 'quiet' }, texts.leftOut(leftOut, number(leftOut))) : undefined,
      this.#warning,
      element('div', { class: 'actions' }, this.#save, button(texts.cancel, parts.onCancel)),
    );
    this.#name.addEventListener('keydown', ({ key }) => key === 'Enter' && this.#submit());
    this.element.addEventListener('keydown', ({ key }) => key === 'Escape' && parts.onCancel());
    this.#refresh();
  }

  #submit(): void {
    const target = this.#target();
    if (target) this.#parts.onSave(target);
  }

  focus(): void {
    this.#select.focus();
  }

  /** The lists to choose from; without them only a new one. */
  set lists(lists: readonly ProspectList[]) {
    const { texts, number } = this.#parts.speech;
    this.#lists = lists;
    const options = lists.map(({ id, name, contacts }) =>
      element(
        'option',
        { value: `list ${id}` },
        contacts === undefined ? name : texts.listSize(name, number(contacts)),
      ),
    );
    this.#select.replaceChildren(
      ...(lists.length > 0 ? [element('option', { value: '' }, texts.chooseList)] : []),
      ...options,
      element('option', { value: NEW }, texts.newList),
    );
    this.#refresh();
  }

  #refresh(): void {
    this.#nameLabel.hidden = !this.#isNew;
    const list = this.#list();
    this.#warning.hidden = !list || list.campaigns.length === 0;
    this.#warning.replaceChildren(list ? this.#parts.speech.texts.feeds(list.campaigns.join(', ')) : '');
    setOff(this.#save, this.#target() === undefined);
  }

  get #isNew(): boolean {
    return this.#select.value === NEW;
  }

  #list(): ProspectList | undefined {
    const typed = this.#name.value.trim().toLowerCase();
    return this.#lists.find(({ id, name }) =>
      // There is no second list of a name.
      this.#isNew ? name.trim().toLowerCase() === typed : `list ${id}` === this.#select.value,
    );
  }

  #target(): Target | undefined {
    const list = this.#list();
    if (list) return { list };
    const name = this.#name.value.trim();
    return this.#isNew && name !== '' ? { name } : undefined;
  }
}

/** The lists in an answer of `get_user_lists`. */
export function listsOf(answer: Arguments): ProspectList[] {
  return entriesOf(answer.lists).flatMap(entry => {
    const id = textOf(entry.id);
    if (!id || entry.deleted === true) return [];
    const campaigns = entriesOf(entry.campaigns).flatMap(({ id: campaign, name, status }) => {
      const title = textOf(name) ?? textOf(campaign);
      const state = textOf(status);
      return title ? [`“${title}”${state ? ` (${state})` : ''}`] : [];
    });
    return [{ id, name: textOf(entry.name) ?? id, contacts: numberOf(entry.contacts), campaigns }];
  });
}
