const RANGE =
  'Put the person, the department or the user group into the app’s range of contacts ("Permissions & Scopes" → "Data permissions"), then publish a new version.';

/** What an operator does about Feishu's codes; what is not here gets the remedy of the place. */
export const remedies: Readonly<Record<string, string>> = {
  '10003':
    'The App ID is not known here: copy it again, and use apiUrl https://open.larksuite.com for an app of Lark.',
  '10014': 'The App Secret is wrong, or was reset: copy it again from "Credentials & Basic Info".',
  '10015': 'The App Secret is wrong, or was reset: copy it again from "Credentials & Basic Info".',
  '514': 'The App Secret is wrong, or was reset: copy it again from "Credentials & Basic Info".',
  'bad-app-id': 'An app id is cli_ and 16 hexadecimal digits: copy it again from "Credentials & Basic Info".',
  'not-a-bot': 'Add the ability "Bot" to the app, then publish a new version.',
  '403':
    'The app is not self-built, or is stopped: long connections are for self-built apps in use. Publish a version.',
  '1000040350': 'Feishu allows 50 long connections per app: end other processes that use it.',
  '99991400': 'Wait a minute; if it stays, another process uses the same app.',
  '99991672':
    'Grant the scope under "Permissions & Scopes" (or import the manifest again), then publish a new version.',
  '99991403': 'The tenant has used up its calls of this month: look at its plan.',
  '41050': RANGE,
  '40004': RANGE,
  '42009': RANGE,
  '230002': 'Add the bot to the group: group settings → Bots → Add Bot.',
  '230006': 'Add the ability "Bot" to the app, then publish a new version.',
  '230013': 'Put the person into the availability of the app’s published version.',
  '232006': 'There is no group with this id: use its chat id (oc_…), which is the same for all apps.',
  '232009': 'The group was dissolved: name another one.',
  '232011': 'Add the bot to the group: group settings → Bots → Add Bot.',
  '212100': 'Publish a version of the app, and have an administrator approve it.',
};
