# Every target sets up what it needs on a fresh machine and says what it leaves out and why;
# with REQUIRE_ALL=1 (as in .ci/run) nothing is left out: what is missing is a failure.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help demo test browser python node kotlin swift shop-django shop-node check bench chaos fuzz interop generate

help: ## Show this list
	@sed -nE 's/^([a-z-]+): ## (.*)/  make \1\t\2/p' Makefile | expand -t 18

demo: ## Take a payment from start to refund against the local sandbox (ARGS=--json for machines, ARGS=--open to look at it)
	@scripts/demo.sh $(ARGS)

test: ## Run all tests: Rust, those in the documentation and the README, the Python, the Node and the Kotlin package as installed
	@scripts/test.sh $(ARGS)

browser: ## Test the sandbox's pages in Chromium (ARGS=review_flow: that file)
	@scripts/browser_tests.sh $(ARGS)

python: ## Build the wheel and test the Python package as installed, on the oldest and the newest Python (ARGS go to pytest)
	@scripts/python_tests.sh $(ARGS)

node: ## Pack the Node package and test it as installed, on every Node that is supported (ARGS="face/money": those, in place)
	@scripts/node_tests.sh $(ARGS)

swift: ## Build and test the Swift package, where Swift 6 is or is made (ARGS="--filter FirstPaymentTests")
	@scripts/swift_tests.sh $(ARGS)

kotlin: ## Test the Kotlin package in Kotlin and in Java, and its jar in an empty project (ARGS=-Dtest=FlowsTest: those)
	@scripts/kotlin_tests.sh $(ARGS)

shop-django: ## Open the example shop at http://127.0.0.1:8000/, to buy in with a sandbox beside it (ARGS="--port 8080")
	@scripts/shop_django.sh $(ARGS)

shop-node: ## Open the same shop in Express and TypeScript at http://127.0.0.1:3000/ (ARGS="--port 8080")
	@scripts/shop_node.sh $(ARGS)

check: ## Format, lints, documentation, licences, generated files, scripts: all but the tests
	@scripts/check.sh

bench: ## Measure speed and memory; writes target/bench/summary.json
	@scripts/bench.sh $(ARGS)

chaos: ## Carry out 20,000 operations while everything fails, and reconcile to the cent; writes target/chaos/summary.json
	@scripts/chaos.sh $(ARGS)

fuzz: ## Look for inputs that break what must hold, five minutes a target (ARGS="SECONDS [TARGET...]"); keeps seeds
	@scripts/fuzz.sh $(ARGS)

interop: ## Prove client and sandbox with somebody else's code: the official Node and Java SDKs, node:crypto
	@scripts/interop.sh $(ARGS)

generate: ## Write the generated files anew; after a change of sandbox/dashboard/ also what is built of it
	@cargo xtask generate
	@! command -v npm >/dev/null || scripts/dashboard_build.sh
