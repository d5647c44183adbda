import type { LeadList } from '../lead-list.ts';
import type { Row } from '../row.ts';
import type { Speech } from '../texts/texts.ts';
import { type Call, Refusal } from './calls.ts';
import { savable } from './prospects.ts';
import { savedWords, saveTo } from './save.ts';
import { listsOf, SavePanel, type Target } from './save-panel.ts';
import type { Work } from './work.ts';

const MOST_LISTS = 1000;

export interface SavingParts {
  readonly list: LeadList;
  readonly speech: () => Speech;
  readonly work: Work;
  /** Where the panel is shown. */
  readonly slot: HTMLElement;
  readonly call: Call;
  readonly onClose: () => void;
  /** Called with what was done, for the model. */
  readonly onDone: (done: string) => void;
}

/** Lets the user save those who are selected to one of their lists, or to a new one. */
export class Saving {
  readonly #parts: SavingParts;
  /** Lists that were created here, by name: a second try saves to the same one. */
  readonly #created = new Map<string, string>();

  constructor(parts: SavingParts) {
    this.#parts = parts;
  }

  /** Asks for the list. */
  open(): void {
    const { list, slot, work, call } = this.#parts;
    const speech = this.#parts.speech();
    const rows = savable(list.selected);
    const panel = new SavePanel({
      speech,
      count: rows.length,
      leftOut: list.selected.length - rows.length,
      onSave: target => void this.#save(rows, target),
      onCancel: () => this.#close(),
    });
    slot.replaceChildren(panel.element);
    panel.focus();
    call('get_user_lists', { limit: MOST_LISTS }).then(
      answer => {
        panel.lists = listsOf(answer);
      },
      error => {
        panel.lists = [];
        work.say(error.message, 'failed');
      },
    );
  }

  #close(): void {
    this.#parts.slot.replaceChildren();
    this.#parts.onClose();
  }

  async #save(rows: readonly Row[], target: Target): Promise<void> {
    const { work, call, list, onDone } = this.#parts;
    const speech = this.#parts.speech();
    const { texts, number } = speech;
    if (work.isBusy) return;
    this.#close();
    await work.run(texts.saving(rows.length, number(rows.length)), async (tell, signal) => {
      const { id, name } = 'list' in target ? target.list : await this.#create(target.name);
      const onSaved = (done: number) => tell(texts.progress(number(done), number(rows.length)));
      const saved = await saveTo(id, rows, call, onSaved, signal);
      const keys = new Set(saved.rows.map(({ key }) => key));
      list.unselect(saved.rows);
      list.rows = list.rows.map(row =>
        keys.has(row.key) ? { ...row, isKnown: true, lists: [...new Set([...row.lists, name])] } : row,
      );
      if (keys.size > 0) onDone(`saved ${keys.size} people to the list with the id ${id}`);
      const words = savedWords(saved, name, speech);
      const { failure } = saved;
      if (failure) throw new Refusal(keys.size > 0 ? `${words} ${failure.message}` : failure.message);
      return words;
    });
  }

  async #create(name: string): Promise<{ id: string; name: string }> {
    const known = this.#created.get(name);
    if (known !== undefined) return { id: known, name };
    const answer = await this.#parts.call('create_prospect_list', { name });
    const id = String(answer.id ?? name);
    this.#created.set(name, id);
    return { id, name };
  }
}
