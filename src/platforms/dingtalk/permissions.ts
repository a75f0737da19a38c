/** The permission points that the app asks for, and what each is for. `manifests/dingtalk.md` names the same. */
export const permissions: ReadonlyMap<string, string> = new Map([
  ['Card.Instance.Write', 'cards and their edits'],
  ['qyapi_robot_sendmsg', 'answers and calls by direct message'],
  ['qyapi_get_member_by_mobile', 'people named by mobile number'],
]);

/** The points that only groups of the organisation need. */
export const rosterPermissions: ReadonlyMap<string, string> = new Map([
  ['qyapi_get_member', 'who belongs to the organisation'],
  ['qyapi_get_department_list', 'departments below a department'],
  ['qyapi_get_department_member', 'people of a department'],
]);

export function permissionText(point: string): string {
  const use = permissions.get(point) ?? rosterPermissions.get(point);
  return use === undefined ? point : `${point} (${use})`;
}
