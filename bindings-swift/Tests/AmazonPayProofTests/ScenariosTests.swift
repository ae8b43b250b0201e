import XCTest

/// The scenarios that every language runs, through the typed methods, each in a sandbox of its own.
final class ScenariosTests: XCTestCase {
    func testEachScenario() async throws {
        let files = try Shared.files("scenarios")
        XCTAssertEqual(files.count, 22)
        await each(files, named: { $0 }) {
            try await ScenarioRunner.run(Shared.json($0)["steps"]?.items ?? [])
        }
    }

    func testAStepThatDoesNotComeTrueFailsAndIsNamed() async throws {
        let get = #""call": "charges.get", "path": ["S01-1-1-C1"]"#
        try await play("[{\(get), \"refused\": {\"kind\": \"not_found\"}}]")
        for (steps, told) in [
            ("[{\(get), \"refused\": {\"kind\": \"declined\"}}]", "kind"),
            ("[{\(get)}]", "ResourceNotFound"),
            (#"[{"sandbox": "clock", "body": {"advance": 30}, "refused": {}}]"#, "was to be refused"),
            (#"[{"notified": [{"ObjectType": "CHARGE"}]}]"#, "expected 1"),
            (#"[{"call": "charges.get", "path": ["$nothing"]}]"#, "nothing was saved as nothing"),
        ] {
            do {
                try await play(steps)
                XCTFail("\(steps) came true")
            } catch {
                XCTAssertTrue("\(error)".hasPrefix("step 1, ") && "\(error)".contains(told), "\(error)")
            }
        }
    }

    private func play(_ steps: String) async throws {
        try await ScenarioRunner.run(Json(parsing: steps).items)
    }
}
