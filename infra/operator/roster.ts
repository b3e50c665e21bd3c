import { commandOf, usage } from './commands.ts'
import { openFunctions } from './functions.ts'
import { importCommand } from './import/command.ts'

/**
 * `npm run roster -- …`: what operators do, by calling the operator functions, and `import`, which calls the API as somebody who is signed
 * in. Exit code 1 and one line on stderr when it fails.
 */
try {
  const args = process.argv.slice(2)
  const command = commandOf(args)
  if (command === 'help') console.log(usage)
  else if (command === 'import') process.exitCode = await importCommand(args.slice(1))
  else {
    const result = await command.run(await openFunctions(command))
    console.log(command.json ? JSON.stringify(result, null, 2) : command.tell(result))
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
