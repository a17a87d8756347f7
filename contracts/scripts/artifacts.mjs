// npm run build: compiles and writes artifacts/.
import { mkdirSync, writeFileSync } from "node:fs";
import { artifactFile, artifactText, contracts, forge, root } from "./contracts.mjs";

forge("build", "--skip", "test");
mkdirSync(`${root}/artifacts`, { recursive: true });
for (const name of contracts) writeFileSync(artifactFile(name), artifactText(name));
