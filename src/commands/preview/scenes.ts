/** A call of a tool. */
export interface SceneCall {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
}

/** What a card is shown with: calls that come before, so that there is something to show, and the call that it belongs to. */
export interface Scene {
  readonly before: readonly SceneCall[];
  readonly call: SceneCall;
}

/** The scenes in the sandbox's world, by the name of the card. */
export const SCENES: Readonly<Record<string, Scene>> = {
  leads: {
    before: [],
    call: {
      name: 'find_people',
      arguments: { companies: ['Tarnhelm', 'Globex'], positions: ['manager', 'sales'] },
    },
  },
  spending: {
    before: [
      {
        name: 'verify_emails',
        arguments: { emails: ['mara.lindqvist@acme.example', 'nobody@acme.example', 'info@acme.example'] },
      },
      {
        name: 'find_emails',
        arguments: { people: [{ firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' }] },
      },
    ],
    call: { name: 'get_balance', arguments: {} },
  },
};
