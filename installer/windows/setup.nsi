Target amd64-unicode
; The set-up for a single PC, of its user alone, without administrator rights. make_setup.py calls it.
;   setup.exe /S [/SERVERURL=…] [/FOLDER=…] [/LANGUAGE=id|en] [/AUTOSTART=1|0] [/D=C:\…]
; Ends with 0; with 1 if somebody cancelled it; with 2 if it could not do its work (also: a newer version is installed).

!include MUI2.nsh
!include FileFunc.nsh
!include WordFunc.nsh

Name "branchagent"
OutFile "${OUTPUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\branchagent"
InstallDirRegKey HKCU "Software\branchagent" "Folder"
ManifestDPIAware true
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 ProductName "branchagent"
VIAddVersionKey /LANG=0 FileDescription "branchagent"
VIAddVersionKey /LANG=0 FileVersion "${VERSION}"
VIAddVersionKey /LANG=0 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=0 LegalCopyright "Apache License 2.0"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\branchagent"
; A folder that is on every user's PATH: changing PATH itself from here could cut a long one off.
!define ON_THE_PATH "$LOCALAPPDATA\Microsoft\WindowsApps\branchagent.cmd"

!define MUI_ICON "${FROZEN}/_internal/branchagent/icons/branchagent.ico"
!define MUI_UNICON "${FROZEN}/_internal/branchagent/icons/branchagent.ico"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\branchagent.exe"
!define MUI_FINISHPAGE_RUN_PARAMETERS "run"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(Kept)"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Indonesian"
!insertmacro MUI_LANGUAGE "English"

LangString Kept ${LANG_INDONESIAN} "branchagent akan dihapus. Bukti setoran, catatan, pengaturan, dan kredensial tetap di tempatnya."
LangString Kept ${LANG_ENGLISH} "branchagent will be removed. Receipts, journal, settings and credentials are left where they are."
LangString Newer ${LANG_INDONESIAN} "Versi branchagent yang lebih baru sudah terpasang ($0). Pemasangan dihentikan."
LangString Newer ${LANG_ENGLISH} "A newer version of branchagent is installed ($0). The installation ends here."
LangString Runs ${LANG_INDONESIAN} "branchagent masih mengirim bukti setoran. Tunggu sampai selesai, lalu ulangi."
LangString Runs ${LANG_ENGLISH} "branchagent is still sending receipts. Wait until it is through, then try again."
LangString Unfit ${LANG_INDONESIAN} "Pengaturan yang diberikan tidak sah; lihat rinciannya di atas."
LangString Unfit ${LANG_ENGLISH} "The settings that were given are not valid; see the details above."
LangString Setup ${LANG_INDONESIAN} "Pengaturan branchagent"
LangString Setup ${LANG_ENGLISH} "Set up branchagent"

; Asks the agent to end, and waits until the uploads in hand are through. The program that runs must be the old one.
!macro StopAgent
  IfFileExists "$INSTDIR\branchagent-cli.exe" 0 +6
  nsExec::ExecToLog '"$INSTDIR\branchagent-cli.exe" stop'
  Pop $1
  StrCmp $1 1 0 +3
  MessageBox MB_ICONEXCLAMATION "$(Runs)" /SD IDOK
  Abort "$(Runs)"
!macroend

; Takes an option's value, up to the next option, with or without quotation marks; empty where it is not given.
; (GetOptions would end a value at its first slash.)
!macro Option NAME VARIABLE
  ${WordFind2X} " $R0 /" " /${NAME}=" " /" "E+1" ${VARIABLE}
  IfErrors 0 +2
  StrCpy ${VARIABLE} ""
!macroend

Function .onInit
  ReadRegStr $0 HKCU "${UNINSTALL}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} "$0" "${VERSION}" $1
    ${If} $1 = 1
      MessageBox MB_ICONSTOP "$(Newer)" /SD IDOK
      SetErrorLevel 2
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

Section
  SetOutPath "$INSTDIR"
  !insertmacro StopAgent
  RMDir /r "$INSTDIR\_internal"
  File /r "${FROZEN}/*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateDirectory "$LOCALAPPDATA\Microsoft\WindowsApps"
  FileOpen $0 "${ON_THE_PATH}" w
  FileWrite $0 '@"$INSTDIR\branchagent-cli.exe" %*$\r$\n'
  FileClose $0
  CreateDirectory "$SMPROGRAMS\branchagent"
  CreateShortcut "$SMPROGRAMS\branchagent\branchagent.lnk" "$INSTDIR\branchagent.exe" "run"
  CreateShortcut "$SMPROGRAMS\branchagent\$(Setup).lnk" "$INSTDIR\branchagent.exe" "setup"

  WriteRegStr HKCU "Software\branchagent" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "branchagent"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\branchagent.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "branchagent"
  WriteRegStr HKCU "${UNINSTALL}" "Comments" "$(Kept)"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "$0"

  ${GetParameters} $R0
  ${WordReplace} "$R0" '"' "" "+" $R0
  !insertmacro Option "SERVERURL" $R1
  !insertmacro Option "FOLDER" $R2
  !insertmacro Option "LANGUAGE" $R3
  !insertmacro Option "AUTOSTART" $R4
  ${If} "$R1$R2$R3" != ""
    nsExec::ExecToLog '"$INSTDIR\branchagent-cli.exe" config set --skip-empty "server.url=$R1 " "folder.path=$R2 " "ui.language=$R3 "'
    Pop $1
    ${If} $1 != 0
      SetErrorLevel 2
      Abort "$(Unfit)"
    ${EndIf}
  ${EndIf}
  ${If} $R4 == "1"
    nsExec::ExecToLog '"$INSTDIR\branchagent-cli.exe" autostart on'
  ${ElseIf} $R4 == "0"
    nsExec::ExecToLog '"$INSTDIR\branchagent-cli.exe" autostart off'
  ${EndIf}
SectionEnd

Section un.Section
  !insertmacro StopAgent
  nsExec::ExecToLog '"$INSTDIR\branchagent-cli.exe" autostart off'
  Delete "${ON_THE_PATH}"
  RMDir /r "$SMPROGRAMS\branchagent"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\branchagent.exe"
  Delete "$INSTDIR\branchagent-cli.exe"
  Delete "$INSTDIR\branchagent.com"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegValue HKCU "Software\branchagent" "Folder"
  DeleteRegKey /ifempty HKCU "Software\branchagent"
  DetailPrint "$(Kept)"
SectionEnd
