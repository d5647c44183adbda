/** The mailboxes of RFC 2142, and those that companies name after a task or a team. */
const ROLE =
  /^(abuse|accounting|admin|administrator|billing|careers|contact|customer-?service|enquiries|feedback|hello|help|helpdesk|hostmaster|hr|info|inquiries|jobs|kontakt|legal|mail|marketing|media|news|newsletter|do-?not-?reply|no-?reply|office|orders|postmaster|press|privacy|reception|root|sales|security|service|support|team|webmaster)@/i;

/** Whether an address seems to belong to a task, such as info@ or sales@, and not to a person; judged by its name. */
export function isRoleAddress(email: string): boolean {
  return ROLE.test(email);
}
