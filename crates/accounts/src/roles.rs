//! What a role may do: one table.

use crate::codes::coded;

coded! {
    /// What somebody is to the service.
    Role, "role" {
        /// Handles requests (经办).
        Clerk = "clerk",
        /// Checks replies before they go out or become public (审核).
        Reviewer = "reviewer",
        /// Runs the service; sees who did what, and no case.
        Operator = "operator",
    }
}

coded! {
    /// One thing that somebody may or may not do.
    Permission, "permission" {
        /// Search and read requests and replies.
        ViewCases = "view-cases",
        /// Enter and change requests.
        EditCases = "edit-cases",
        /// Issue search certificates (检索记录单).
        IssueCertificates = "issue-certificates",
        /// Take tables of cases out of the service.
        ExportCases = "export-cases",
        /// Take who asked along in such tables.
        ExportApplicants = "export-applicants",
        /// Approve a reply, correct what was read from one, and release one for the public.
        ReviewReplies = "review-replies",
        /// Add, disable and change accounts.
        ManageAccounts = "manage-accounts",
        /// Add and revoke API keys of others.
        ManageKeys = "manage-keys",
        /// Read and verify the audit log.
        ReadAudit = "read-audit",
    }
}

/// Who may do what. Running the service and reading cases are kept apart, as GB/T 22239-2019 asks of level three
/// (separate rights of those who administer, operate and audit); whoever does both has two accounts.
const TABLE: &[(Permission, &[Role])] = &[
    (Permission::ViewCases, &[Role::Clerk, Role::Reviewer]),
    (Permission::EditCases, &[Role::Clerk, Role::Reviewer]),
    (Permission::IssueCertificates, &[Role::Clerk, Role::Reviewer]),
    (Permission::ExportCases, &[Role::Reviewer]),
    (Permission::ExportApplicants, &[Role::Reviewer]),
    (Permission::ReviewReplies, &[Role::Reviewer]),
    (Permission::ManageAccounts, &[Role::Operator]),
    (Permission::ManageKeys, &[Role::Operator]),
    (Permission::ReadAudit, &[Role::Operator]),
];

impl Role {
    /// Whether this role has that permission.
    pub fn may(self, permission: Permission) -> bool {
        TABLE.iter().any(|(listed, roles)| *listed == permission && roles.contains(&self))
    }

    /// All that this role may do.
    pub fn permissions(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| self.may(*permission))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn every_permission_has_one_row_and_each_role_may_do_what_it_needs() {
        assert_eq!(TABLE.iter().map(|(permission, _)| *permission).collect::<Vec<_>>(), Permission::ALL);
        let told: Vec<String> = Role::ALL
            .iter()
            .map(|role| format!("{role}: {}\n", role.permissions().map(Permission::code).collect::<Vec<_>>().join(" ")))
            .collect();
        expect![[r#"
            clerk: view-cases edit-cases issue-certificates
            reviewer: view-cases edit-cases issue-certificates export-cases export-applicants review-replies
            operator: manage-accounts manage-keys read-audit
        "#]]
        .assert_eq(&told.concat());
    }

    #[test]
    fn an_unknown_role_is_answered_with_those_there_are() {
        assert_eq!("reviewer".parse(), Ok(Role::Reviewer));
        let error = "admin".parse::<Role>().unwrap_err().to_string();
        assert_eq!(error, "\"admin\" is no role; one of: clerk, reviewer, operator");
    }
}
