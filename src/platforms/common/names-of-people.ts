/** Who the accounts of the configuration are, by the vendor's own id of a person. Who is meant by two of them is a stranger: nobody is guessed. */
export type NamesOfPeople = {
  /** What the configuration calls this person; for everybody else something that it calls nobody. */
  nameOf(id: string): string;
  /** Accounts that mean one and the same person. */
  doubled(): string[][];
  isDoubled(account: string): boolean;
};

/** `idOf` gives the vendor's id behind an account; undefined for one that is not known. */
export function namesOfPeople(
  accounts: readonly string[],
  idOf: (account: string) => string | undefined,
): NamesOfPeople {
  const known = new Set(accounts);
  const names = new Map<string, string[]>();
  for (const account of known) {
    const id = idOf(account);
    if (id !== undefined) names.set(id, [...(names.get(id) ?? []), account]);
  }
  const doubled = [...names.values()].filter((all) => all.length > 1);
  return {
    nameOf(id) {
      const [name, ...others] = names.get(id) ?? [];
      if (name !== undefined && others.length === 0) return name;
      // One of the names may be the id itself, and must not be found by it.
      return known.has(id) ? `doubled/${id}` : id;
    },
    doubled: () => doubled,
    isDoubled: (account) => doubled.some((all) => all.includes(account)),
  };
}
