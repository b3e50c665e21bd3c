/** Why an import did not begin or did not come to its end, in one line that says what to do. Exit code 2. */
export class Stopped extends Error {
  constructor(line: string) {
    super(line)
    this.name = 'Stopped'
  }
}
