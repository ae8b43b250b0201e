//! What tests say to the sandbox and hear from it, from the description of its control API.

use std::collections::BTreeSet;

use amazonpay_sandbox::SandboxSettings;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value as Json};

/// What the control API answers and the testing packages hand on; what these consist of is printed too.
const RESULTS: &[&str] = &[
    "ArmedFault",
    "ArmedNotificationFault",
    "BuyerOutcome",
    "DisputeState",
    "Health",
    "IpnSubscription",
    "ListedMerchant",
    "NewCredentials",
    "RequestDetails",
    "RequestSummary",
    "SentNotification",
    "ShownSettings",
    "Throttle",
    "Tokens",
];

/// What their methods take by name, without what they take as parameters of their own.
const ARGUMENTS: &[(&str, &[&str])] = &[
    ("Fault", &[]),
    ("NewMerchant", &["merchantId"]),
    ("NotificationFault", &[]),
    ("SandboxSettings", &[]),
    ("SettingsChange", &[]),
    ("Visit", &["button", "checkoutSessionId"]),
];

/// The route whose query is taken by name, and the name that this gets.
pub(crate) const QUERY: (&str, &str) = ("/_sandbox/notifications", "NotificationFilter");

/// The description, and the schemas of all it speaks of by their names.
pub(crate) struct Api {
    paths: Json,
    schemas: Map<String, Json>,
}

impl Api {
    pub(crate) fn of_the_sandbox() -> Self {
        let mut description = amazonpay_sandbox::control_api();
        let mut settings = SchemaSettings::draft2020_12();
        settings.definitions_path = "/components/schemas".into();
        let mut generator = settings.into_generator();
        generator.subschema_for::<SandboxSettings>();
        let mut schemas = generator.take_definitions(true);
        if let Json::Object(of_the_control_api) = description["components"]["schemas"].take() {
            schemas.extend(of_the_control_api);
        }
        Self { paths: description["paths"].take(), schemas }
    }

    pub(crate) fn schema(&self, name: &str) -> Result<&Json, String> {
        self.schemas.get(name).ok_or_else(|| format!("{name}: the control API speaks of no such type"))
    }

    /// The object of this name, and after those that it consists of.
    pub(crate) fn with_parts(&self, name: &str, found: &mut Vec<String>) -> Result<(), String> {
        let schema = self.schema(name)?;
        if schema["type"] != "object" || name == "Money" || found.iter().any(|known| known == name) {
            return Ok(());
        }
        let mut references = BTreeSet::new();
        references_in(&schema["properties"], &mut references);
        for part in references {
            self.with_parts(&part, found)?;
        }
        found.push(name.to_owned());
        Ok(())
    }

    /// The names of what is answered, each after what it consists of.
    pub(crate) fn results(&self) -> Result<Vec<String>, String> {
        let mut order = Vec::new();
        for name in RESULTS {
            self.with_parts(name, &mut order)?;
        }
        Ok(order)
    }

    /// The names of what is given, each after what it consists of.
    pub(crate) fn arguments(&self) -> Result<Vec<String>, String> {
        let mut order = Vec::new();
        for (name, omitted) in ARGUMENTS {
            // Its parts before it, but for those of what is omitted.
            for (wire, field) in properties(self.schema(name)?) {
                let mut parts = BTreeSet::new();
                references_in(&field, &mut parts);
                for part in parts.iter().filter(|_| !omitted.contains(&wire.as_str())) {
                    self.with_parts(part, &mut order)?;
                }
            }
            order.push((*name).to_owned());
        }
        // The quotas are no object, but consist of buckets.
        if !order.iter().any(|name| name == "Bucket") {
            order.insert(0, "Bucket".to_owned());
        }
        Ok(order)
    }

    /// The fields of what is given, without those that are parameters of their own.
    pub(crate) fn given_fields(&self, name: &str) -> Result<Vec<(String, Json)>, String> {
        let omitted =
            ARGUMENTS.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, omitted)| *omitted);
        let mut fields = properties(self.schema(name)?);
        fields.retain(|(wire, _)| !omitted.contains(&wire.as_str()));
        Ok(fields)
    }

    /// The parameters of the query.
    pub(crate) fn query_fields(&self) -> Result<Vec<(String, Json)>, String> {
        let parameters = self.paths[QUERY.0]["get"]["parameters"].as_array().into_iter().flatten();
        let fields: Vec<(String, Json)> = parameters
            .map(|parameter| {
                let mut schema = parameter["schema"].clone();
                schema["description"] = parameter["description"].clone();
                (parameter["name"].as_str().unwrap_or_default().to_owned(), schema)
            })
            .collect();
        if fields.is_empty() {
            return Err(format!("{}: has no query any more", QUERY.0));
        }
        Ok(fields)
    }

    #[cfg(test)]
    pub(crate) fn of_nothing() -> Self {
        Self { paths: Json::Null, schemas: Map::new() }
    }
}

pub(crate) fn references_in(schema: &Json, found: &mut BTreeSet<String>) {
    match schema {
        Json::Object(fields) => {
            found.extend(fields.get("$ref").and_then(referenced));
            fields.values().for_each(|value| references_in(value, found));
        }
        Json::Array(items) => items.iter().for_each(|item| references_in(item, found)),
        _ => {}
    }
}

/// Whether a test says it or hears it, or a page hears it as it is on the wire.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Way {
    In,
    Out,
    Wire,
}

pub(crate) fn referenced(reference: &Json) -> Option<String> {
    reference.as_str()?.rsplit('/').next().map(str::to_owned)
}

pub(crate) fn properties(schema: &Json) -> Vec<(String, Json)> {
    let fields = schema["properties"].as_object().into_iter().flatten();
    fields.map(|(wire, field)| (wire.clone(), field.clone())).collect()
}

pub(crate) fn docs(schema: &Json) -> String {
    crate::documentation::for_all_languages(schema["description"].as_str().unwrap_or_default())
}

/// The name of a schema's type, but for null; `None` when the schema names none.
pub(crate) fn type_name(schema: &Json) -> Option<&str> {
    match &schema["type"] {
        Json::Array(kinds) => kinds.iter().find_map(|kind| kind.as_str().filter(|kind| *kind != "null")),
        kind => kind.as_str(),
    }
}

pub(crate) fn may_be_null(schema: &Json) -> bool {
    let is_null = |kind: &Json| kind == "null";
    schema["type"].as_array().is_some_and(|kinds| kinds.iter().any(is_null))
        || schema["anyOf"].as_array().is_some_and(|choices| choices.iter().any(|it| is_null(&it["type"])))
}
