/** A name such as `get_user_lists` as `getUserLists`, in types. */
export type CamelCase<S extends string> = S extends `${infer First}_${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : S;

/** A name such as `get_user_lists` as `getUserLists`. */
export function camelCase<S extends string>(name: S): CamelCase<S> {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()) as CamelCase<S>;
}
