// Takes logins, and uploads in either encoding, as the libraries read them, and tells what it saw.
"use strict";

const { createHash, randomBytes } = require("node:crypto");
const express = require("express");
const multer = require("multer");

const PATH = "/siskohat/bank/setoranawal";
const LOGIN = "/v2/masuk";
const ACCOUNT = { user_id: "cabang", kata_sandi: "sandi \"benar\" é/+" };
const KEY = "kunci-bank";
const app = express();
const form = multer({ storage: multer.memoryStorage() }).single("upload");
const json = express.json({ strict: true, type: "application/json", limit: "20mb" });
const issued = new Set();

function tell(request, response, content, about) {
  response.json({
    RC: "00",
    message: "seen",
    no_validasi: request.body.no_validasi,
    seen: {
      ...about,
      fields: Object.keys(request.body).sort(),
      // As a hash: the client blots out its own token wherever an answer has it.
      token: createHash("sha256")
        .update(request.get("x-access-key") ?? request.get("x-kunci-akses") ?? "")
        .digest("hex"),
      size: content.length,
      sha256: createHash("sha256").update(content).digest("hex"),
    },
  });
}

function take(request, response) {
  if (request.file) {
    const { originalname, mimetype, buffer } = request.file;
    tell(request, response, buffer, { encoding: "multipart", name: originalname, type: mimetype });
  } else {
    const content = Buffer.from(request.body.upload, "base64");
    tell(request, response, content, { encoding: "json" });
  }
}

// Some look at the key before they read the body ("/first"), some only then ("/last").
function guard(request, response, next) {
  const token = request.get("x-kunci-akses");
  if (!token) {
    response.status(400).json({ RC: "97", message: "API key tidak ada" });
  } else if (!issued.has(token)) {
    response.status(400).json({ RC: "98", message: "API key tidak berlaku" });
  } else {
    next();
  }
}

function needed(request, response, next) {
  const content = request.file ?? request.body?.upload;
  if (content && request.body.no_validasi) {
    next();
  } else {
    response.status(400).json({ RC: "99", message: "no_validasi dan upload wajib diisi" });
  }
}

const login = (refusedWith) => (request, response) => {
  const fields = Object.keys(request.body).sort().join();
  const right = Object.entries(ACCOUNT).every(([name, value]) => request.body[name] === value);
  if (request.get("x-kunci") === KEY && fields === "kata_sandi,user_id" && right) {
    const token = `token-${issued.size}.${randomBytes(24).toString("hex")}`;
    issued.add(token);
    response.json({ RC: "00", data: { akses: { token } } });
  } else if (refusedWith === 401) {
    response.status(401).json({ error: "Unauthorized" });
  } else {
    response.status(400).json({ RC: "97", message: "salah" });
  }
};

app.post(PATH, form, json, take);
app.post("/first" + LOGIN, json, login(400));
app.post("/first" + PATH, guard, form, json, needed, take);
app.post("/last" + LOGIN, json, login(401));
app.post("/last" + PATH, form, json, guard, needed, take);

app.use((error, request, response, next) => {
  response.status(400).json({ RC: "99", message: String(error.message) });
});

const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => server.close(() => process.exit(0))).resume();
