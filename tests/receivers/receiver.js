// Takes an upload in either encoding, as the libraries read it, and tells what it saw.
"use strict";

const { createHash } = require("node:crypto");
const express = require("express");
const multer = require("multer");

const PATH = "/siskohat/bank/setoranawal";
const app = express();
const form = multer({ storage: multer.memoryStorage() }).single("upload");
const json = express.json({ strict: true, type: "application/json", limit: "20mb" });

function tell(request, response, content, about) {
  response.json({
    RC: "00",
    message: "seen",
    no_validasi: request.body.no_validasi,
    seen: {
      ...about,
      fields: Object.keys(request.body).sort(),
      // As a hash: the client blots out its own token wherever an answer has it.
      token: createHash("sha256").update(request.get("x-access-key") ?? "").digest("hex"),
      size: content.length,
      sha256: createHash("sha256").update(content).digest("hex"),
    },
  });
}

app.post(PATH, form, json, (request, response) => {
  if (request.file) {
    const { originalname, mimetype, buffer } = request.file;
    tell(request, response, buffer, { encoding: "multipart", name: originalname, type: mimetype });
  } else {
    const content = Buffer.from(request.body.upload, "base64");
    tell(request, response, content, { encoding: "json" });
  }
});

app.use((error, request, response, next) => {
  response.status(400).json({ RC: "99", message: String(error.message) });
});

const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => server.close(() => process.exit(0))).resume();
