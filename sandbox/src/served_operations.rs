//! The operations that the sandbox serves, until they are read from the core's table.

/// A row: name, method, path.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) method: &'static str,
    path: &'static str,
}

pub(crate) const OPERATIONS: &[Row] = &[
    Row { name: "checkout_sessions.create", method: "POST", path: "checkoutSessions" },
    Row { name: "checkout_sessions.get", method: "GET", path: "checkoutSessions/{}" },
    Row { name: "checkout_sessions.update", method: "PATCH", path: "checkoutSessions/{}" },
    Row { name: "checkout_sessions.complete", method: "POST", path: "checkoutSessions/{}/complete" },
    Row { name: "checkout_sessions.finalize", method: "POST", path: "checkoutSessions/{}/finalize" },
    Row { name: "charge_permissions.get", method: "GET", path: "chargePermissions/{}" },
    Row { name: "charge_permissions.update", method: "PATCH", path: "chargePermissions/{}" },
    Row { name: "charge_permissions.close", method: "DELETE", path: "chargePermissions/{}/close" },
    Row { name: "charges.create", method: "POST", path: "charges" },
    Row { name: "charges.get", method: "GET", path: "charges/{}" },
    Row { name: "charges.update", method: "PATCH", path: "charges/{}" },
    Row { name: "charges.capture", method: "POST", path: "charges/{}/capture" },
    Row { name: "charges.cancel", method: "DELETE", path: "charges/{}/cancel" },
    Row { name: "refunds.create", method: "POST", path: "refunds" },
    Row { name: "refunds.get", method: "GET", path: "refunds/{}" },
    Row { name: "buyers.get", method: "GET", path: "buyers/{}" },
];

/// The operation of a method and a path below the version, with the path's parameters.
pub(crate) fn find(method: &str, path: &str) -> Option<(&'static Row, Vec<String>)> {
    OPERATIONS.iter().filter(|row| row.method == method).find_map(|row| Some((row, row.matched(path)?)))
}

impl Row {
    fn matched(&self, path: &str) -> Option<Vec<String>> {
        let mut parameters = Vec::new();
        let mut given = path.split('/').filter(|segment| !segment.is_empty());
        for expected in self.path.split('/') {
            let segment = given.next()?;
            if expected == "{}" {
                parameters
                    .push(percent_encoding::percent_decode_str(segment).decode_utf8().ok()?.into_owned());
            } else if expected != segment {
                return None;
            }
        }
        given.next().is_none().then_some(parameters)
    }
}
