/* oxlint-disable import/no-unassigned-import -- importing one of these files declares its tests */
/** One file for vitest, so that loading the CDK and making the template, some seconds each time, is done once for all of them. */
import './stack/api.ts'
import './stack/data.ts'
import './stack/delivery.ts'
import './stack/environment.ts'
import './stack/functions.ts'
import './stack/grants.ts'
import './stack/identity-providers.ts'
import './stack/routes.ts'
import './stack/sign-in.ts'
import './stack/template.ts'
import './stack/watching.ts'
