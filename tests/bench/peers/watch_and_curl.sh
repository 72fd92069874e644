#!/usr/bin/env bash
# What one finds in a forum: inotifywait tells of a file, curl posts it, and it is moved away.
folder=$1 url=$2
inotifywait -m -e close_write -e moved_to --format %f "$folder" |
while IFS= read -r name; do
    [[ $name == *.pdf ]] || continue
    answer=$(curl -s -H "x-access-key: token" -F "no_validasi=${name%.pdf}" \
        -F "upload=@$folder/$name;type=application/pdf" "$url")
    [[ $answer == *'"RC":"00"'* ]] && mv "$folder/$name" "$folder/done/"
done
